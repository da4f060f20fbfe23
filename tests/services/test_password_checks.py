"""Checks of passwords keep to their pace."""

import threading

from docyard.services.password_checks import PasswordChecks, SignInBusy

MANY = 40


def test_who_comes_when_many_wait_is_refused_and_the_others_are_checked() -> None:
    checks, begin = PasswordChecks(at_once=1), threading.Barrier(MANY)
    answers: list[bool | SignInBusy] = []

    def check() -> None:
        begin.wait()
        try:
            answers.append(checks.is_right("a password", password_hash=None))
        except SignInBusy as refusal:
            answers.append(refusal)

    threads = [threading.Thread(target=check) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == MANY
    assert False in answers
    assert any(isinstance(answer, SignInBusy) for answer in answers)
    assert True not in answers
