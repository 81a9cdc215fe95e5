from harmonia.payments.models.orders import Account, Order, Payment, Posting, Refund, Transaction, WebhookEvent
from harmonia.payments.models.payouts import Earning, Payout, PayoutDetails, PayoutRun

__all__ = [
    "Account",
    "Earning",
    "Order",
    "Payment",
    "Payout",
    "PayoutDetails",
    "PayoutRun",
    "Posting",
    "Refund",
    "Transaction",
    "WebhookEvent",
]
