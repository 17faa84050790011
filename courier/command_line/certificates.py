"""What the demo needs to know of the certificate it was given."""

import ssl
from pathlib import Path

from cryptography import x509

from courier.errors import FieldError, InvalidInput


def name_on(certificate: Path) -> str:
    """The first name or address a certificate was made for. Raises `InvalidInput` where it bears none."""
    try:
        loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound) as problem:
        raise InvalidInput([_NOT_A_CERTIFICATE]) from problem
    found = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
    if not found:
        raise InvalidInput([_NOT_A_CERTIFICATE])
    return found[0]


def trust_only(certificate: Path) -> ssl.SSLContext:
    """For our own riders on this machine: this very certificate, whatever name it bears."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    return context


_NOT_A_CERTIFICATE = FieldError(
    field="--tls-cert",
    problem="not-a-certificate",
    message_vi="không phải chứng thư PEM có tên máy (subjectAltName)",
    message_en="not a PEM certificate that names a host (subjectAltName)",
    remedy_vi="dùng chứng thư cấp cho địa chỉ mà điện thoại sẽ mở",
    remedy_en="use one made for the address that the phone will open",
)
