"""`python -m console` is `mailer`, for processes that start each other."""

from console.cli import main

if __name__ == "__main__":
    main()
