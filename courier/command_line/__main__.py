"""`python -m courier.command_line`: the `courier` command where no script is installed."""

from courier.command_line.main import main

if __name__ == "__main__":
    main(prog_name="courier")
