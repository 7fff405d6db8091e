"""The passwords that are tried first, as far as they are long enough to be allowed at all.

Collected from the yearly lists of the Hasso-Plattner-Institut and of SplashData, with words of town
halls and of this application, and the endings that people add when a longer password is demanded.
Without blanks, in small letters, umlauts written out.
"""

_WORDS = """
admin administrator alexander amtsgericht andreas angelika anmeldung ansprechpartner apfelkuchen
arbeit audit auslaender auslaenderbehoerde baseball basketball bayern begegnung beratung berlin
bielefeld bluemchen borussia bremen buergerbuero buergermeister buergerservice butterfly charlie
chocolate christian computer daniel deutschland dezernat dortmund dragon elisabeth engel fachbereich
fachdienst familie feuerwehr fischer football frankfurt frankreich freiheit fruehling fussball
garfield geburtstag geheim geheimnis gemeinde gemeinderat gleichstellung gummibaerchen hallo
hallohallo hamburg hamster hannover heimat herbst ichliebedich iloveyou integration interkulturell
internet italien jennifer jessica jugendamt kaffee karneval katharina kennwort koeln kommune
landkreis landratsamt letmein liebling lieblings marienkaefer master matthias mercedes michael
mitarbeiter monkey mueller muenchen musterstadt niedersachsen november oeffnung offenheit oktober
ordnungsamt password passwort pokemon princess prinzessin qwerty qwertyuiop qwertz qwertzuiop
rathaus samsung schalke04 schatz schmetterling schneider schnucki schule secret september sommer
sonnenblume sonnenschein sozialamt spiderman stadt stadtrat stadtverwaltung standesamt start
stefanie stuttgart sunflower sunshine superman superpassword superpasswort susanne test thomas
tigger urlaub verwaltung vielfalt weihnachten welcome werder whatever willkommen winter wolfgang
zukunft
"""

_ENDINGS = """
! 1 12 123 123! 1234 1234! 12345 123456 1234567 12345678 123456789 1234567890
1111 12345! 123456!
2018 2019 2020 2021 2022 2023 2024 2024! 2025 2025! 2026 2026! 2027 2027!
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
