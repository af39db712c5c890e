import asyncio

import pytest

from oidc_workbench.ui.kit.send_gate import SendGate, SendGates


@pytest.mark.anyio
async def test_the_gate_lets_a_waiting_flow_go_on() -> None:
    gate = SendGate()
    waiting = asyncio.create_task(gate.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    gate.open()
    await asyncio.wait_for(waiting, 1)


@pytest.mark.anyio
async def test_a_gate_that_is_open_holds_nobody_up() -> None:
    gate = SendGate()
    gate.open()
    await asyncio.wait_for(gate.wait(), 1)


@pytest.mark.anyio
async def test_of_several_gates_each_is_opened_by_itself() -> None:
    gates = SendGates()
    gates.open()
    await asyncio.wait_for(gates.wait(), 1)
    second = asyncio.create_task(gates.wait())
    await asyncio.sleep(0)
    assert not second.done()
    gates.open()
    await asyncio.wait_for(second, 1)
