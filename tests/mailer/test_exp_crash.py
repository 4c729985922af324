import pytest
from mailer.errors import Unreachable
from mailer.database import open_database
from tests.rig.mortal_postgres import start_mortal_postgres
from tests.rig.post_office import PostOffice
from tests.rig.scripted_smtp import in_thread

@pytest.mark.parametrize("patience", [0, 5])
@pytest.mark.parametrize("after", [1,5,9])
@pytest.mark.parametrize("point", ["marked","answered","recorded"])
@pytest.mark.parametrize("how", ["fall","stop"])
def test_fall(tmp_path, after, point, how, patience):
    with start_mortal_postgres(tmp_path/"pg") as pg, in_thread() as server:
        office = PostOffice(open_database(pg.postgres.clone()), server)
        d = office.enqueue(30)
        seen=[]
        def at(p):
            if p==point:
                seen.append(p)
                if len(seen)==after: getattr(pg,how)(); pg.start()
        print(how, point, after, patience)
        try: print(office.send(at, patience=patience))
        except Unreachable as e: print("ended", type(e), e)
        print(office.counts(d), len(server.letters))
        office.let_leases_run_out()
        office.send()
        print(office.counts(d), len(server.letters), len({l.recipient for l in server.letters}))
        print(office.account(d))
        office.database.close()
