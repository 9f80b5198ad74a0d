"""`python -m unionwire` is the command `unionwire`."""

from unionwire.cli import app

if __name__ == "__main__":
    app()
