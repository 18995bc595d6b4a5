"""The command line: one file per command. Only this room prints and exits."""
