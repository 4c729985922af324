"""Where the program begins: `mailer`, and `python -m console` for processes that start each other."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while we load ends without a trace

from console.cli import main

if __name__ == "__main__":
    main()
