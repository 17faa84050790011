"""The `courier` command: its table of contents, and how an error of ours reaches the person at the keyboard."""

from typing import Any

import rich_click as click

from courier.command_line.backup import backup
from courier.command_line.demo import demo
from courier.command_line.export import export
from courier.command_line.import_files import import_files
from courier.command_line.migrate import migrate
from courier.command_line.reread import reread
from courier.command_line.restore import restore
from courier.command_line.serve import serve
from courier.command_line.simulate import simulate
from courier.command_line.territory import territory
from courier.command_line.verify import verify
from courier.errors import CourierError, InvalidInput


class Refusal(click.ClickException):
    """One of our errors, in both languages, each field with its remedy; exit code 1."""

    def __init__(self, error: CourierError) -> None:
        self.error = error
        super().__init__(str(error))

    def format_message(self) -> str:
        said = [f"{self.error.title_vi} / {self.error.title_en}"]
        if isinstance(self.error, InvalidInput):
            for field in self.error.fields:
                said.append(f"{field.field}: {field.message_vi}; {field.remedy_vi}.")
                said.append(f"{field.field}: {field.message_en}; {field.remedy_en}.")
        else:
            said += [self.error.detail_vi, self.error.detail_en]
        return "\n".join(dict.fromkeys(said))


class Commands(click.RichGroup):
    """A group whose commands may raise our errors."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CourierError as error:
            raise Refusal(error) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="courier")
def main() -> None:
    """Vận hành dịch vụ bưu chính công ích cho hồ sơ hành chính.

    The operations service for administrative dossiers by public post.
    """


for command in (demo, serve, migrate, reread, import_files, simulate, territory, backup, restore, export, verify):
    main.add_command(command)
