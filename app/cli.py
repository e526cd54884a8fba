"""`linea`: the command line. Each file of `app/commands/` is one command, found by its name.

Such a file has either `command`, a function, or `app`, a typer of subcommands. Only the file
of the command that was typed is imported, so that every command starts fast.
"""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from pkgutil import iter_modules

import typer

from app import commands, log
from ivr.errors import LineaError


def command_names() -> list[str]:
    """Return the commands that exist, as they are typed."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(commands.__path__))


def command_line(arguments: list[str]) -> typer.Typer:
    """Return the command line with the command that the arguments name, or with all."""
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    cli.callback(help="Línea Única: la línea de atención telefónica.")(_no_options)
    names = command_names()
    for name in [name for name in names if name in arguments[:1]] or names:
        module = import_module(f"app.commands.{name.replace('-', '_')}")
        if hasattr(module, "app"):
            cli.add_typer(module.app, name=name)
        else:
            cli.command(name)(module.command)
    return cli


def main() -> None:
    """Run the command that was typed; an expected error is one sentence and exit code 1."""
    log.set_up()
    try:
        command_line(sys.argv[1:])(prog_name="linea")
    except LineaError as error:
        print(f"linea: {error.message}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def _no_options() -> None:
    """The line has no options of its own, only commands."""


if __name__ == "__main__":
    main()
