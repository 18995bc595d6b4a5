"""What a loop over a mapping, a list or rows binds to each of two names: `for name, model := range MODELS`,
`foreach (MODELS as $name => $model)`, `MODELS.each do |name, model|`.

Front ends write the columns as members of what is gone through, because only its value tells which of these it is.
"""

from __future__ import annotations

from aibom.scanners.code.facts import COLUMN_KEYS, COLUMN_VALUES, FIRST_COLUMN, SECOND_COLUMN, Lit, Map, Part, Seq
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Data

COLUMNS = frozenset((COLUMN_KEYS, COLUMN_VALUES, FIRST_COLUMN, SECOND_COLUMN))
_SECOND = (COLUMN_VALUES, SECOND_COLUMN)


def column(value: Abstract, name: str) -> Abstracts:
    """The keys or values of a mapping, the places or items of a list, the first or second of each row; of what is not
    written out the whole."""
    if not isinstance(value, Data):
        return (value,)
    if isinstance(value.value, Map):
        pairs = [pair for pair in value.value.pairs if pair[0] is not None]
        return _listed(value, [pair[name in _SECOND] or pair[1] for pair in pairs])
    if name == COLUMN_VALUES:
        return (value,)
    if name == COLUMN_KEYS:
        return _listed(value, [Lit(index, one.line) for index, one in enumerate(value.value.items)])
    rows = [one for one in value.value.items if isinstance(one, Seq) and len(one.items) > 1]
    return _listed(value, [row.items[name in _SECOND] for row in rows]) if len(rows) == len(value.value.items) else ()


def _listed(data: Data, items: list[Part]) -> Abstracts:
    return (data._replace(value=Seq(tuple(items), data.value.line)),)
