from __future__ import annotations

from oidc_workbench.practice.expiring import Expiring


def test_a_full_memory_forgets_what_has_expired_first() -> None:
    memory: Expiring[str] = Expiring(capacity=2)
    memory.put("lasting", "a", until=100, now=0)
    memory.put("short", "b", until=10, now=0)
    memory.put("new", "c", until=100, now=50)
    assert memory.get("lasting") == "a"
    assert memory.get("short") is None


def test_a_full_memory_forgets_the_oldest_next() -> None:
    memory: Expiring[int] = Expiring(capacity=3)
    for number in range(10):
        memory.put(str(number), number, until=100, now=0)
    assert len(memory) == 3
    assert memory.get("9") == 9
    assert memory.get("0") is None
