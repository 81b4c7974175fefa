"""`manage.py coverage`: which paragraphs of each outlined source the record cites, and which it does not."""

from django.core.management.base import BaseCommand, CommandError

from publication.models import Face
from publication.reading.moment import resolve
from sources.coverage import Coverage, coverage


class Command(BaseCommand):
    """Print a table per source: section, paragraph, claims, entries. Fails if a paragraph is uncited."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", help="Sources by slug. Default: every one that has an outline.")

    def handle(self, *args, slugs: list[str], **options):
        moment = resolve(None, None)
        faces = Face.objects.at(moment.seq).filter(kind="source", state=Face.State.PUBLIC).order_by("title")
        chosen = list(faces.filter(slug__in=slugs) if slugs else faces)
        unknown = sorted(set(slugs) - {face.slug for face in chosen})
        if unknown:
            raise CommandError(f"No public source '{unknown[0]}'.")
        uncited = 0
        for face in chosen:
            found = coverage(face, moment)
            if found.paragraphs or slugs:
                self._print(face, found)
                uncited += len(found.paragraphs) - found.cited
        if uncited:
            raise CommandError(f"{uncited} paragraphs are cited by no published claim.")

    def _print(self, face: Face, found: Coverage) -> None:
        self.stdout.write(f"\n{face.title} ({face.slug})")
        for paragraph in found.paragraphs:
            mark = " " if paragraph.covered else "!"
            place = f"{paragraph.section}, {paragraph.number}"
            self.stdout.write(
                f"{mark} {place[:70]:<70} {paragraph.claims:>5} claims {len(paragraph.entries):>4} entries"
            )
        for locator in found.unplaced:
            self.stdout.write(f"? {locator}")
        self.stdout.write(f"{found.cited} of {len(found.paragraphs)} paragraphs cited: {found.percent} %.")
