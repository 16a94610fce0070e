"""`python -m vnplan_extract` is the `vnplan` command."""

from vnplan_extract.cli import main

if __name__ == "__main__":
    main()
