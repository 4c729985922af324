import pytest
from pathlib import Path
from mailer.errors import Unreachable
from mailer.database import open_database
from tests.rig.mortal_postgres import start_mortal_postgres
import mailer.recording


from tests.rig.post_office import PostOffice
from tests.rig.scripted_smtp import in_thread
from tests.rig import post_office


@pytest.mark.parametrize("after", [1, 5, 9])
@pytest.mark.parametrize("point", ["marked", "answered", "recorded"])
def test_fall(tmp_path, after, point, monkeypatch):
    orig = post_office.PostRoom
    monkeypatch.setattr(
        post_office, "PostRoom", lambda **k: orig(**{a: b for a, b in k.items() if a != "patience"})
    )
    with start_mortal_postgres(tmp_path / "pg") as pg, in_thread() as server:
        office = PostOffice(open_database(pg.postgres.clone()), server)
        d = office.enqueue(30)
        seen = []

        def at(p):
            if p == point:
                seen.append(p)
                if len(seen) == after:
                    pg.fall()
                    pg.start()

        try:
            print(office.send(at))
        except Exception as e:
            print("ended", type(e), e)
        office.let_leases_run_out()
        print(office.counts(d), len(server.letters))
        office.send()
        print(office.counts(d), len(server.letters), len({l.recipient for l in server.letters}))
        print(office.account(d))
        office.database.close()
