"""What the server wrote to its log since a moment: the reason when a start fails."""

from pathlib import Path

from db.local_server.account import last_line

START_LOG = "start.log"  # what it says before its own log collector runs


class ServerLog:
    """The log files in a folder, read from where they end now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes = {path: path.stat().st_size for path in folder.glob("*.log")}

    def text(self) -> str:
        """What was written since, the latest file last."""
        parts = []
        for path in sorted(self._folder.glob("*.log"), key=lambda path: path.stat().st_mtime):
            with path.open(encoding="utf-8", errors="replace") as file:
                file.seek(self._sizes.get(path, 0))
                parts.append(file.read())
        return "\n".join(parts)

    def last_words(self) -> str:
        """The last line of a severity that ends a server, else the last line; "" for none."""
        text = self.text()
        fatal = [line for line in text.splitlines() if "FATAL:" in line or "PANIC:" in line]
        return last_line("\n".join(fatal)) or last_line(text)
