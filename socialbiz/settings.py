"""Django settings, built from `socialbiz.env`. No logic of the product lives here.

Sections: mode and keys, apps, requests, database and caches, people and sign-in, pages and files,
what a browser is told, mail, jobs and live, logs, numbers of the product.
"""

import sys
from datetime import timedelta
from typing import Any

from django.utils.csp import CSP

from socialbiz import addresses, keys, localdb, logs
from socialbiz.env import BASE_DIR, environment, words
from socialbiz.trouble import Trouble

# --- Mode and keys -------------------------------------------------------------------------------

ENV = environment()
PRODUCTION = ENV.production
DEBUG = False  # in every mode: nobody is ever shown a stack trace
VAR_DIR = ENV.socialbiz_var
ALLOWED_HOSTS = ENV.hosts
SITE_URL = ENV.address
SITE_HOST = SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]

try:
    SECRET_KEY = ENV.secret_key or keys.kept(VAR_DIR / "keys" / "secret", keys.new_secret)
    IDP_OIDC_PRIVATE_KEY = ENV.idp_oidc_private_key or keys.kept(
        VAR_DIR / "keys" / "apps.pem", keys.new_rsa_key
    )
except Trouble as trouble:
    sys.exit(str(trouble))
SECRET_KEY_FALLBACKS = words(ENV.secret_key_fallbacks)

# --- Apps ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "socialbiz.apps.SocialbizConfig",
    "socialbiz.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "core",
    "access",
    "activity",
    "profiles",
    "communities",
    "content",
    "updates",
    "blogs",
    "suggestions",
    "welcome",
    "expertise",
    "bench",
    "sample",
]

# The kinds of content and the app that shows each: the line a new kind adds.
CONTENT_KINDS = {"update": "updates", "post": "blogs"}
# Kinds with an editor of their own: the name of its page, which takes the public id.
CONTENT_EDITORS = {"post": "blogs:post-write"}
# Kinds that take an earlier version up in a way of their own.
CONTENT_RESTORERS = {"post": "blogs:version-restore"}

# What one person alone can own, in the order it changes hands: the line a later kind adds.
HAND_OVER_KINDS = [
    "communities.handing.Communities",
    "communities.handing.Invitations",
    "profiles.handing.Guests",
    "blogs.handing.CompanyBlogs",
]

# --- Requests ------------------------------------------------------------------------------------

MIDDLEWARE = [
    "socialbiz.proxies.ProxyMiddleware",
    "socialbiz.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "socialbiz.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "socialbiz.caching.CacheHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "socialbiz.sessions.SessionAgeMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "access.middleware.ViewerMiddleware",
    "welcome.middleware.FirstVisitMiddleware",
    "socialbiz.errors.MeddlingMiddleware",
]
TRUSTED_PROXIES = ENV.proxies

ROOT_URLCONF = "socialbiz.urls"
ASGI_APPLICATION = "socialbiz.asgi.application"
WSGI_APPLICATION = "socialbiz.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "core.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "socialbiz.frame.frame",
            ],
        },
    },
]

FORM_RENDERER = "core.forms.KitRenderer"

# --- Database and caches -------------------------------------------------------------------------

WEB = ENV.socialbiz_role == "web"
DATABASES = {
    "default": addresses.database(
        ENV.database_url or localdb.address(localdb.local_folder(VAR_DIR)),
        pool=ENV.database_pool if WEB else 0,
        statement_timeout=ENV.statement_timeout if WEB else 0,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# `default` holds what must be true for every process at once (sign-in limits, used codes, codes of
# apps), so it lives in PostgreSQL. `cards` holds only what can be made again.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "cards": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "cards",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
    # Whom this process counted as a reader of what, so that a reload asks nothing.
    "readers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "readers",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# --- People and sign-in --------------------------------------------------------------------------

AUTH_USER_MODEL = "profiles.Person"
AUTHENTICATION_BACKENDS = ["profiles.backends.PersonBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": VALIDATORS + "CommonPasswordValidator"},
    {"NAME": VALIDATORS + "UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_ADAPTER = "profiles.adapters.AccountAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "profiles.reset_links.ResetTokens"  # noqa: S105 - a class
ACCOUNT_FORMS = {
    "signup": "profiles.signup.SignupForm",
    "add_email": "profiles.signup.AddressForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "50/15m/ip",
    "login_failed": "50/15m/ip,10/15m/key",
    "reset_password": "20/15m/ip,3/h/key",
    "reset_password_from_key": "20/15m/ip",
    "signup": "20/h/ip",
    "reauthenticate": "10/15m/user",
}
DIRECTORY_CONTACT = ENV.directory_contact.strip()
# A guest stays so long unless somebody says otherwise, and this long at most before a renewal.
GUEST_STAYS = timedelta(days=ENV.guest_days)
GUEST_STAYS_AT_MOST = timedelta(days=365)
# Of a suspension longer than this a deputy looks after what somebody alone owns.
SUSPENSION_COVERED_AFTER = timedelta(days=7)
SIGNUP_DOMAINS = [domain.lower() for domain in words(ENV.signup_domains)]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Socialbiz"

# Somebody who does nothing for 8 hours signs in again, and everybody after 7 days.
SESSION_ENGINE = "socialbiz.session_store"
SESSION_IDLE = timedelta(hours=8)
SESSION_ABSOLUTE = timedelta(days=7)
SESSION_COOKIE_AGE = int(SESSION_IDLE.total_seconds())

# --- Apps of people: API and OAuth 2 ------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.auth.BearerAuthentication",
        "core.api.auth.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.auth.SignedIn", "core.api.auth.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["activity.limits.ApiThrottle"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsing.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "core.api.errors.answer_error",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Socialbiz",
    "VERSION": "1",
    "DESCRIPTION": "Everything the pages can do, for phones and other programs. "
    "A walk from the first token to the first post stands in docs/api.md.",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["core.api.auth.SignedIn", "core.api.auth.HasScope"],
    "COMPONENT_SPLIT_REQUEST": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"docExpansion": "list", "validatorUrl": None},
    "ENUM_NAME_OVERRIDES": {
        "Role": "communities.models.Membership.Role",
        "RequestState": "communities.models.JoinRequest.State",
        "EntryKind": "content.models.Entry.Kind",
        "EntryState": "content.models.Entry.State",
        "ReportState": "content.models.Report.State",
        "NotificationKind": "activity.models.Notification.Kind",
        "InvitationState": ["waiting", "used", "revoked", "expired"],
        "AudienceKind": ["company", "community", "closed", "people"],
        "MentionKind": ["person", "community"],
        "DetailKind": "profiles.models.Detail.Kind",
        "StatusKind": "profiles.models.Status.Kind",
        "BlogRole": "blogs.models.Role",
        "MembersMay": ["reader", "contributor", "author"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.add_common",
    ],
}

IDP_OIDC_ADAPTER = "socialbiz.oauth.Adapter"
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 30 * 24 * 3600
IDP_OIDC_ROTATE_REFRESH_TOKEN = True

# --- Pages and files -----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "socialbiz.storage.StaticStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Outside production files are taken from the folders of the apps, with no step in between.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- What a browser is told ----------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    # Load balancers ask over plain HTTP; the answers say nothing.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if TRUSTED_PROXIES:
        # ProxyMiddleware takes this header away from everybody else.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail ----------------------------------------------------------------------------------------

MAIL_DOMAIN = SITE_HOST
DEFAULT_FROM_EMAIL = ENV.mail_from or f"Socialbiz <socialbiz@{MAIL_DOMAIN}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DIR = VAR_DIR / "mail"
MAILERS: dict[str, Any] = {
    "default": addresses.mailer(ENV.email_url)
    if ENV.email_url
    else {"BACKEND": "socialbiz.outbox.LocalMail"}
}
# The pages that show outgoing mail and sign-ins: for a machine with one visitor only.
LOCAL_PAGES = not PRODUCTION
# The password of the sample's six sign-ins; the sample is never loaded in production.
SAMPLE_PASSWORD = "hello-socialbiz"  # noqa: S105 # printed for whoever sits at this machine

# --- Jobs and live -------------------------------------------------------------------------------

CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "activity.redis_layer.RedisChannelLayer",
        "CONFIG": {"url": ENV.redis_url},
    }
    if ENV.redis_url
    else {
        "BACKEND": "activity.layers.PostgresChannelLayer",
        "CONFIG": {"dsn": ENV.listen_database_url},
    }
}

# --- Logs ----------------------------------------------------------------------------------------

LOGGING = logs.configuration(
    ENV.log_format or ("json" if PRODUCTION else "console"), level=ENV.log_level
)

# --- Numbers of the product ----------------------------------------------------------------------

BIN_KEEPS = timedelta(days=30)
UNDO_WINDOW = timedelta(seconds=10)
IDEMPOTENCY_KEEPS = timedelta(hours=24)
