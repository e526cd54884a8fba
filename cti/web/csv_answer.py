"""A long list as a CSV file: read and sent a page at a time, so that none is held whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from cti.spreadsheet import BYTE_ORDER_MARK, Cell, csv_rows

ROWS_AT_MOST = 20_000
Rows = Sequence[Sequence[Cell]]


async def csv_answer(
    request: web.Request, name: str, headings: Sequence[str], pages: AsyncIterator[Rows]
) -> web.StreamResponse:
    """Send the rows of ``pages``, of which there is one at least, as the file ``name``.

    It ends with the page that reaches ``ROWS_AT_MOST``. What the first page raises is answered
    as usual, since nothing was sent before it.
    """
    first = await anext(pages)
    answer = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
    )
    await answer.prepare(request)
    await answer.write(BYTE_ORDER_MARK + csv_rows([headings, *first]))
    sent = len(first)
    while sent < ROWS_AT_MOST and (rows := await anext(pages, None)) is not None:
        await answer.write(csv_rows(rows))
        sent += len(rows)
    await answer.write_eof()
    return answer
