"""Import the Correlates of War's files into an empty database and print how long each took and how much memory.

    python tools/measure_imports.py ../shared/datasets/cow

The database is made in a temporary folder and thrown away.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    ("states2016.csv", "country", "COW states"),
    ("igo_names_v3.csv", "organization", "COW organizations"),
    ("igo_v3_membership_intervals.csv", "organization", "COW memberships"),
    ("alliance_v4.1_by_member.csv", "agreement", "COW alliances"),
    ("mid_disputes_v5.csv", "event", "COW disputes"),
    ("mid_participants_v5.csv", "event", "COW dispute participants"),
]


def measure(folder: Path) -> None:
    """Run the imports and print a line for each."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    rows = 0
    for name, kind, mapping in FILES:
        start = time.monotonic()
        call_command("import_table", folder / name, kind=kind, mapping=mapping)
        with (folder / name).open(encoding="utf-8") as file:
            lines = sum(1 for _ in file) - 1
        rows += lines
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{name}: {lines} rows, {lines / (time.monotonic() - start):.0f} rows/s, {memory} MB at most so far")
    seconds = time.monotonic() - began
    print(f"All: {rows} rows in {seconds:.1f} s, {rows / seconds:.0f} rows/s, {time.process_time():.1f} s of processor")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"CHANCERY_MODE": "local", "CHANCERY_VAR": place, "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ.pop("DATABASE_URL", None)
        measure(Path(sys.argv[1]))
