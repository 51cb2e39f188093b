"""Tries the pages of README.md and docs/guide, and checks the links of all pages: docs.d [PAGE...]

Prints what the Test Anything Protocol wants: a line for each block and page, "ok" or "not ok". Exit code 0 if all are ok.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from links import broken_links
from network import inside, make_network
from pages import all_pages, read_page
from reader import Reader, Unlike

ROOT = Path(__file__).resolve().parents[2]
INSIDE = "--inside"


def main(arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if arguments[:1] == [INSIDE]:
        make_network()
        return try_page(Path(arguments[1]))
    # built before the pages are tried: a build takes long, and wants the machine's own network
    subprocess.run([ROOT / "scripts/taplane", "--version"], check=True, stdout=subprocess.DEVNULL)
    given = [Path(argument).resolve() for argument in arguments]
    failed = 0
    for page in given or [ROOT / "README.md", *sorted((ROOT / "docs/guide").glob("*.md"))]:
        failed |= try_in_namespaces(page)
    failed |= check_links(given or all_pages(ROOT))
    return failed


def check_links(paths):
    failed = 0
    for path in paths:
        broken = list(broken_links(path))
        report(not broken, f"{shown(path)}: links", "\n".join(broken))
        failed |= bool(broken)
    return failed


def try_in_namespaces(page):
    with tempfile.TemporaryDirectory(prefix="taplane-docs-") as folder:
        Path(folder, "bin").mkdir()
        Path(folder, "bin/taplane").symlink_to(ROOT / "scripts/taplane")
        Path(folder, "scripts").symlink_to(ROOT / "scripts")
        environment = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}"}
        command = [sys.executable, "-B", str(Path(__file__).parent), INSIDE, str(page)]
        sys.stdout.flush()
        code = inside(command, cwd=folder, env=environment).returncode
        if code not in (0, 1):
            report(False, f"{shown(page)}: ended with {code}")
        return code != 0


def try_page(path):
    """Goes on after a block that failed: the blocks after it may not depend on it."""
    reader, failed = Reader(), 0
    for block in read_page(path).blocks:
        failed |= attempt(f"{shown(path)}:{block.line}: {describe(block)}", lambda block=block: reader.take(block))
    failed |= attempt(f"{shown(path)}: end of the page", reader.stop_daemon)
    return failed


def attempt(name, step):
    try:
        step()
    except (Unlike, OSError, ValueError, KeyError, subprocess.SubprocessError) as problem:
        report(False, name, str(problem))
        return 1
    report(True, name)
    return 0


def describe(block):
    if "not-run" in block.options:
        return f"{block.language}, its syntax only ({block.options['not-run']})"
    return " ".join([block.language, *(f"{key}={value}" if value else key for key, value in block.options.items())])


def report(good, name, detail=""):
    print(f"{'ok' if good else 'not ok'} - {name}", flush=True)
    for line in detail.splitlines():
        print(f"# {line}", flush=True)


def shown(path):
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


sys.exit(main(sys.argv[1:]))
