"""What can be wrong with a frame or a file of the lake; see `gouji.errors` for how it is shown."""

from __future__ import annotations

from gouji.errors import GoujiError, Reason


class TableError(GoujiError):
    """A frame or a Parquet file that is not what its dataset says; names dataset and cause."""

    def __init__(self, dataset: str, zh: str, en: str) -> None:
        super().__init__(Reason("table", f"数据集 {dataset}：{zh}", f"dataset {dataset}: {en}"))
        self.dataset = dataset
