"""``python -m villages``: the command, also where no scripts are installed."""

import sys

from villages.cli import main

if __name__ == "__main__":
    sys.exit(main())
