"""The passwords that are tried first, as far as they are long enough to be allowed at all.

Collected from the yearly lists of the Hasso-Plattner-Institut and of SplashData, with the endings
that people add when a longer password is demanded. Without blanks, in small letters.
"""

_WORDS = """
admin administrator audit baseball computer daniel dragon fussball football frankfurt geheim hallo
hallohallo hamburg hannover iloveyou ichliebedich interkulturell jennifer kennwort letmein liebling
master michael monkey musterstadt niedersachsen oeffnung passwort password princess qwertz
qwertzuiop qwerty qwertyuiop rathaus schalke04 schatz sommer sonnenschein stadtverwaltung start
sunshine superman superpasswort superpassword test thomas verwaltung welcome whatever willkommen
winter
"""

_ENDINGS = """
! 1 12 123 123! 1234 1234! 12345 123456 1234567 12345678 123456789 1234567890
2020 2021 2022 2023 2024 2025 2026 2026! 2027 2027!
"""

_OTHERS = """
000000000000 0123456789ab 111111111111 112233445566 123456789012 1234567890123 12345678901234
1234567890ab 1234567890ß´ 123456789abc 123qweasdzxc 1234qwerasdf 1q2w3e4r5t6y 1q2w3e4r5t6z
1qaz2wsx3edc 1qay2wsx3edc 1qaz2wsx3edc4rfv abc123abc123 abcabcabcabc abcdefghijkl abcd1234abcd
abcd12345678 asdfghjklöä# asdfasdfasdf asdfghjkl123 asdf1234asdf changemenow changeme1234
correcthorsebatterystaple ichliebedichsosehr iloveyouforever letmeinplease passwordpassword
passwortpasswort p@ssw0rd1234 passw0rd1234 pa$$word1234 poiuytrewqasdf q1w2e3r4t5y6 q1w2e3r4t5z6
qwertzuiopü+ qwertzuiopasdf qwertyuiopasdf qwertyuiop[] qwer1234asdf qwerasdfzxcv qwerasdfyxcv
trustno1trustno1 yxcvbnm12345 zxcvbnm12345
"""

COMMON_PASSWORDS = frozenset(
    [
        *_OTHERS.split(),
        *_WORDS.split(),
        *(word + ending for word in _WORDS.split() for ending in _ENDINGS.split()),
    ]
)
