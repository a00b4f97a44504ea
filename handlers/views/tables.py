"""Tables (CSV) that a spreadsheet of the reader's language opens rightly and safely."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from handlers.language import Language

#: What makes a spreadsheet read a cell as a formula; the wide ones are taken for the narrow by some.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
#: By it a spreadsheet knows UTF-8.
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def as_table(language: Language, rows: Iterable[Sequence[str]]) -> bytes:
    """Word rows as CSV: `;` between cells in French and `,` in English."""
    return _BYTE_ORDER_MARK.encode() + as_more_rows(language, rows)


def as_more_rows(language: Language, rows: Iterable[Sequence[str]]) -> bytes:
    """Word the further rows of a table that is written a part at a time."""
    written = StringIO()
    # Every cell is quoted: whichever separator a spreadsheet believes in, no name opens a cell of its own.
    table = csv.writer(written, delimiter=";" if language.locale == "fr" else ",", quoting=csv.QUOTE_ALL)
    for row in rows:
        table.writerow([_safe(cell) for cell in row])
    return written.getvalue().encode()


def _safe(cell: str) -> str:
    """Keep a spreadsheet from running what somebody chose as their name."""
    return "'" + cell if cell.startswith(_FORMULA) else cell
