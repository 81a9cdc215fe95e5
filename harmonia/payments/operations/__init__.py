from harmonia.core.moves import WrongState
from harmonia.payments.operations.earnings import dispute, earn, record_earning, settle_dispute
from harmonia.payments.operations.orders import AlreadyPaid, OrderDiffers, open_order, start
from harmonia.payments.operations.payouts import (
    NotAnAccount,
    NothingOwed,
    RunWaits,
    approve_run,
    decline_run,
    enter_details,
    finish_payout,
    prepare_run,
    send_payout,
)
from harmonia.payments.operations.refunds import NotPaid, RefundTooLarge, finish_refund, refund, send_refund
from harmonia.payments.operations.webhooks import Recorded, process, record
from harmonia.payments.permissions import SamePerson

__all__ = [
    "AlreadyPaid",
    "NotAnAccount",
    "NotPaid",
    "NothingOwed",
    "OrderDiffers",
    "Recorded",
    "RefundTooLarge",
    "RunWaits",
    "SamePerson",
    "WrongState",
    "approve_run",
    "decline_run",
    "dispute",
    "earn",
    "enter_details",
    "finish_payout",
    "finish_refund",
    "open_order",
    "prepare_run",
    "process",
    "record",
    "record_earning",
    "refund",
    "send_payout",
    "send_refund",
    "settle_dispute",
    "start",
]
