"""Results registered before they exist: shown, changed before delivery, closed; and the code they wait for."""
