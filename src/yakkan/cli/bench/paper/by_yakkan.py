"""Yakkan's own press."""

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.paper.sample import documents
from yakkan.documents.pdf import Press


class ByYakkan:
    """Typst, tagged and fit to be kept."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        self._documents, self._folder = documents(setting.book, setting.records), setting.folder
        self._press = Press()

    def run(self) -> CameTo:
        """Sets each bill; the last one is written, to be read."""
        made = [self._press.pdf(document) for document in self._documents]
        (self._folder / "yakkan.pdf").write_bytes(made[-1])
        return {"bytes": (sum(map(len, made)),)}

    def close(self) -> None:
        """Nothing is open."""
