"""Errors about what is stored end up in logs, where nobody's words belong."""

import pytest
from pydantic import ValidationError

from hopdrinks.notices.registry import read_notice
from storage.records import Form


def test_a_notice_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        read_notice("Call", '{"method": 1, "parameters": "my secret question"}')
    assert "secret" not in str(caught.value)


def test_a_row_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.of({"member_id": "my secret question"})
    assert "secret" not in str(caught.value)
