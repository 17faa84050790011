"""Add a member of staff, of the post or of a one-stop desk."""

from typing import Final

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError
from courier.fold import person_sort_key
from courier.network.model import NewPerson, Person
from courier.network.refusals import NOT_A_PROVINCE, Explanation, explained, read_phone_field
from courier.network.statements import ADD_PERSON


async def add_person(connection: Connection, person: NewPerson, password_hash: str | None = None) -> Person:
    """The person, without any role yet. Who has a `username` has a password, already hashed, and the reverse.

    Raises `InvalidInput`, or `Conflict` where the user name is taken.
    """
    added = Person(
        person_id=new_id(),
        full_name=" ".join(person.full_name.split()),
        phone=read_phone_field("phone", person.phone),
        username=person.username,
        carrier_party_id=None,
        province_code=person.province_code,
        is_active=True,
    )
    with explained(PERSON_REFUSALS):
        await ADD_PERSON.run(
            connection,
            added.person_id,
            added.full_name,
            person_sort_key(added.full_name),
            added.phone,
            added.username,
            password_hash,
            added.province_code,
        )
    return added


PERSON_REFUSALS: Final[dict[str, Explanation]] = {
    "person_full_name_check": FieldError(
        field="full_name",
        problem="wrong-length",
        message_vi="Họ tên phải có từ 1 đến 200 ký tự",
        message_en="A full name has 1 to 200 characters",
        remedy_vi="Ghi đầy đủ họ và tên",
        remedy_en="Write the full name",
    ),
    "person_username_key": (
        "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác",
        "This user name is taken. Choose another",
    ),
    "person_username_check": FieldError(
        field="username",
        problem="not-a-username",
        message_vi="Tên đăng nhập gồm 2-64 chữ thường không dấu, chữ số, dấu chấm, gạch",
        message_en="A user name is 2-64 small letters without accents, digits, dots, hyphens, underscores",
        remedy_vi="Đặt lại, ví dụ lan.bui",
        remedy_en="Choose another, for example lan.bui",
    ),
    "person_check": FieldError(
        field="username",
        problem="without-password",
        message_vi="Tên đăng nhập và mật khẩu phải đi cùng nhau",
        message_en="A user name and a password go together",
        remedy_vi="Ghi cả hai, hoặc bỏ cả hai",
        remedy_en="Give both, or neither",
    ),
    "person_province_code_check": NOT_A_PROVINCE,
}
"""Every constraint of a person that a caller can break; a test compares them with the schema's."""
