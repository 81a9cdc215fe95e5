from harmonia.payments.models.checks import BooksCheck, FiscalReceipt
from harmonia.payments.models.credits import Credit, Promo, Redemption, Spending
from harmonia.payments.models.orders import (
    Account,
    LedgerSums,
    Order,
    Payment,
    Posting,
    Refund,
    Transaction,
    WebhookEvent,
)
from harmonia.payments.models.payouts import Contested, Earning, Payout, PayoutDetails, PayoutMark, PayoutRun
from harmonia.payments.models.promotions import Promotion, PromotionUse

__all__ = [
    "Account",
    "BooksCheck",
    "Contested",
    "Credit",
    "Earning",
    "FiscalReceipt",
    "LedgerSums",
    "Order",
    "Payment",
    "Payout",
    "PayoutDetails",
    "PayoutMark",
    "PayoutRun",
    "Posting",
    "Promo",
    "Promotion",
    "PromotionUse",
    "Redemption",
    "Refund",
    "Spending",
    "Transaction",
    "WebhookEvent",
]
