"""The `courier` command and its sub-commands, each in a module of its own beside this one."""

import rich_click as click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="courier")
def main() -> None:
    """Vận hành dịch vụ bưu chính công ích cho hồ sơ hành chính.

    The operations service for administrative dossiers by public post.
    """
