"""All settings, from the environment. `harmonia demo` needs none; production refuses unsafe ones, by name."""

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF
from redis.backoff import NoBackoff
from redis.retry import Retry

from harmonia.policy.localisation import STORES

django_stubs_ext.monkeypatch()  # so that models.Field[...] may be written as the stubs have it

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(env.str("HARMONIA_HOME", default=str(Path.cwd() / "var"))).resolve()
DEMO = env.bool("HARMONIA_DEMO", default=False)
DEBUG = False

SECRET_KEY = env.str("SECRET_KEY", default="not-for-production-" + "0" * 40)
SECRET_KEY_FALLBACKS = env.list("FORMER_SECRET_KEYS", default=[])  # links in old letters bear their signatures
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", default="http://127.0.0.1:8000")
INNER_ADDRESS = env.str("INNER_ADDRESS", default=PUBLIC_ADDRESS)  # where programs beside us reach the pages
HTTPS = PUBLIC_ADDRESS.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "harmonia.core",
    "harmonia.journal",
    "harmonia.vault",
    "harmonia.consent",
    "harmonia.accounts",
    "harmonia.notices",
    "harmonia.specialists",
    "harmonia.payments",
    "harmonia.booking",
    "harmonia.practice",
    "harmonia.rooms",
    "harmonia.surveys",
    "harmonia.wellbeing",
    "harmonia.privacy",
    "harmonia.statistics",
    "harmonia.support",
    "harmonia.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "harmonia.web.middleware.BrowserMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "harmonia.web.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "harmonia.web.middleware.PersonMiddleware",
]

ROOT_URLCONF = "harmonia.config.urls"
WSGI_APPLICATION = "harmonia.config.wsgi.application"
ASGI_APPLICATION = "harmonia.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "harmonia.web.context.page",
            ],
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "harmonia.web.templatetags.house",
                "harmonia.web.templatetags.links",
            ],
        },
    }
]


def database(url: str) -> dict[str, object]:
    return {**environ.Env.db_url_config(url), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


# The application signs in as a role that may not rewrite the journal; `harmonia migrate` uses the owners' addresses.
DATABASES = {
    "default": database(env.str("DATABASE_URL", default="postgresql://localhost/harmonia")),
    "keys": database(env.str("KEYS_DATABASE_URL", default="postgresql://localhost/harmonia_keys")),
}
DATABASE_ROUTERS = ["harmonia.core.databases.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The app of the demonstration's specialists and staff; its code is shown to everybody, and only there.
DEMO_APP_SECRET = "6861726d6f6e69612d64656d6f2d617070732121"  # noqa: S105  printed on purpose

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["harmonia.accounts.authentication.BlindIndexBackend"]
LOGIN_URL = "public:sign_in"
LOGIN_REDIRECT_URL = "public:after_sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "harmonia.accounts.rules.passwords.StolenPasswordValidator"},
]

SESSION_ENGINE = "harmonia.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "harmonia.web.carrying.forgery_suspected"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS and not DEMO else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

LANGUAGE_CODE = "ru"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
BLUR_PACKAGE = Path(
    env.str("BLUR_PACKAGE", default=str(BASE_DIR.parent / "node_modules" / "@mediapipe" / "selfie_segmentation"))
)
STATICFILES_DIRS = [("blur", BLUR_PACKAGE)] if BLUR_PACKAGE.is_dir() else []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(HOME / "storage")},
    },
    "staticfiles": {"BACKEND": env.str("STATIC_STORAGE", default="harmonia.web.storage.HashedStaticStorage")},
}

# Where each store lies, as a country's two letters (policy.localisation); a start with one abroad is refused.
STORE_COUNTRIES = {store.setting: env.str(store.setting, default="") for store in STORES}

KEYS_DIR = Path(env.str("KEYS_DIR", default=str(HOME / "keys")))
# FileKms, or token.TokenKms (PKCS#11), or transit.TransitKms (Vault, OpenBao), each under harmonia.vault.gateways
KMS = env.str("KMS", default="harmonia.vault.gateways.FileKms")
ESCROW_DIR = env.str("ESCROW_DIR", default="")
PKCS11_MODULE = env.str("PKCS11_MODULE", default="/usr/lib/softhsm/libsofthsm2.so")
PKCS11_TOKEN = env.str("PKCS11_TOKEN", default="harmonia")
PKCS11_PIN = env.str("PKCS11_PIN", default="")
TRANSIT_ADDRESS = env.str("TRANSIT_ADDRESS", default="https://127.0.0.1:8200")
TRANSIT_TOKEN = env.str("TRANSIT_TOKEN", default="")
TRANSIT_MOUNT = env.str("TRANSIT_MOUNT", default="transit")
TRANSIT_CA = env.str("TRANSIT_CA", default="")
TRANSIT_NAMESPACE = env.str("TRANSIT_NAMESPACE", default="")
JOURNAL_KEEPER = "harmonia.vault.keeper"
JOB_FRAME = "harmonia.vault.reading.session"
JOURNAL_CHECKPOINTS = Path(env.str("JOURNAL_CHECKPOINTS", default=str(HOME / "journal" / "checkpoints.jsonl")))
DESTROYED_KEYS = Path(env.str("DESTROYED_KEYS", default=str(JOURNAL_CHECKPOINTS.with_name("destroyed-keys.jsonl"))))
OPERATOR = {
    name: env.str(f"OPERATOR_{name.upper()}")
    for name in ("name", "bin", "address", "domain", "email", "phone", "responsible_person")
    if f"OPERATOR_{name.upper()}" in env.ENVIRON
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Harmonia <no-reply@harmonia.kz>")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)  # seconds
# LocalLetters, or SmtpLetters by EMAIL_URL, or AnymailLetters by MAIL_PROVIDER; all under harmonia.notices.gateways
LETTERS = env.str("LETTERS", default="harmonia.notices.gateways.LocalLetters")
MAIL_PROVIDER = env.str("MAIL_PROVIDER", default="")  # one of notices/rules/providers.py
ANYMAIL = {name.removeprefix("ANYMAIL_"): env.str(name) for name in env.ENVIRON if name.startswith("ANYMAIL_")}
RETURNS_ADDRESS = env.str("RETURNS_ADDRESS", default="")  # lies in MAILBOX_URL; empty: nobody reads what comes back
# LocalSms, SmscKz or MobizonKz
SMS = env.str("SMS", default="harmonia.notices.gateways.LocalSms")
LETTERS_DIR = HOME / "letters"
# Signals to devices: our key, the services that browsers may name, and a service of the operator's own.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")  # made by `harmonia push-key`; empty: no signals
PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    default=["fcm.googleapis.com", ".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com"],
)
PUSH_NETWORKS = env.list("PUSH_NETWORKS", default=[])  # private networks of such a service, else refused
CALENDAR_NETWORKS = env.list("CALENDAR_NETWORKS", default=[])  # private networks with calendars, else refused
PUSH_CA = env.str("PUSH_CA", default="")  # the certificates that it is known by; empty: those of the machine
SMSC_ADDRESS = env.str("SMSC_ADDRESS", default="https://smsc.kz")
SMSC_API_KEY = env.str("SMSC_API_KEY", default="")
MOBIZON_ADDRESS = env.str("MOBIZON_ADDRESS", default="https://api.mobizon.kz")
MOBIZON_API_KEY = env.str("MOBIZON_API_KEY", default="")
SMS_SENDER = env.str("SMS_SENDER", default="")

# Letters to us (docs/letters.md). Without these nothing comes in by mail, and nobody's word about a sender is believed.
MAILBOX_URL = env.str("MAILBOX_URL", default="")  # imaps://user:password@host:993/INBOX
MAILBOX_KEPT = env.str("MAILBOX_KEPT", default="Stored")  # where a letter goes once it is stored with us
MAIL_WEBHOOK_SECRET = env.str("MAIL_WEBHOOK_SECRET", default="")
MAIL_ADDRESSES = env.list("MAIL_ADDRESSES", default=[])  # ours besides the operator's e-mail
MAIL_SERVERS = env.list(
    "MAIL_SERVERS", default=[]
)  # names of our own mail servers, as they stand after "by" in Received
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", default="")  # under which our own server writes Authentication-Results
DNS_SERVERS = env.list("DNS_SERVERS", default=[])  # host:port; empty: those of the machine

# The scanner for viruses: unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310. Without it attached files stay shut.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")

PAYMENT_PROVIDERS = env.list("PAYMENT_PROVIDERS", default=["sandbox"])
CLOUDPAYMENTS_ADDRESS = env.str("CLOUDPAYMENTS_ADDRESS", default="https://api.cloudpayments.ru")
CLOUDPAYMENTS_PAGES = env.str("CLOUDPAYMENTS_PAGES", default="https://orders.cloudpayments.ru")  # origin of its pages
CLOUDPAYMENTS_PUBLIC_ID = env.str("CLOUDPAYMENTS_PUBLIC_ID", default="")
CLOUDPAYMENTS_API_SECRET = env.str("CLOUDPAYMENTS_API_SECRET", default="")
FREEDOMPAY_ADDRESS = env.str("FREEDOMPAY_ADDRESS", default="https://api.freedompay.kz")
FREEDOMPAY_PAGES = env.str("FREEDOMPAY_PAGES", default="https://customer.freedompay.kz")  # origin of its pages
FREEDOMPAY_MERCHANT_ID = env.str("FREEDOMPAY_MERCHANT_ID", default="")
FREEDOMPAY_SECRET = env.str("FREEDOMPAY_SECRET", default="")
# A program of the operator's that makes receipts of the tax law (payments/gateways/fiscal.py); empty: there is none.
FISCAL_SERVICE_ADDRESS = env.str("FISCAL_SERVICE_ADDRESS", default="")
FISCAL_SERVICE_TOKEN = env.str("FISCAL_SERVICE_TOKEN", default="")
PAYOUT_BANK = env.str("PAYOUT_BANK", default="sandbox")
SANDBOX_BANK_ADDRESS = env.str("SANDBOX_BANK_ADDRESS", default="http://127.0.0.1:8090")
SANDBOX_BANK_PAGES = env.str("SANDBOX_BANK_PAGES", default=SANDBOX_BANK_ADDRESS)
SANDBOX_BANK_SECRET = env.str("SANDBOX_BANK_SECRET", default="sandbox-secret")

# What the operator is called by counters of others; empty: that counter does not exist, and nobody is asked about it.
GOOGLE_ANALYTICS_ID = env.str("GOOGLE_ANALYTICS_ID", default="")
YANDEX_METRICA_ID = env.str("YANDEX_METRICA_ID", default="")

TURN_URLS = env.list("TURN_URLS", default=[])
TURN_SECRET = env.str("TURN_SECRET", default="")
# Valkey or Redis between several socket processes or hosts (redis://…); empty: there is one process, which needs none.
# What goes over it is sealed: descriptions and candidates hold addresses of people.
CHANNEL_LAYER_URL = env.str("CHANNEL_LAYER_URL", default="")
# The store answers whoever waits for a message after 5 seconds of silence. The line must wait longer, or it breaks
# off, and what the store gave it then is lost. A broken line is tried once more at once; rooms say all again.
CHANNEL_HOST = {"address": CHANNEL_LAYER_URL, "socket_timeout": 20, "retry": Retry(NoBackoff(), 1)}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [CHANNEL_HOST], "symmetric_encryption_keys": [SECRET_KEY], "expiry": 15},
    }
    if CHANNEL_LAYER_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_IMPORT_PATHS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
