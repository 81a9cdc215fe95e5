from harmonia.payments.operations.orders import AlreadyPaid, OrderDiffers, open_order, start
from harmonia.payments.operations.refunds import NotPaid, RefundTooLarge, finish_refund, refund, send_refund
from harmonia.payments.operations.webhooks import Recorded, process, record

__all__ = [
    "AlreadyPaid",
    "NotPaid",
    "OrderDiffers",
    "Recorded",
    "RefundTooLarge",
    "finish_refund",
    "open_order",
    "process",
    "record",
    "refund",
    "send_refund",
    "start",
]
