"""Which signs a Vietnamese document in Unicode prints, and which tell that its text is something else."""

import re

LETTERS = "ĂÂĐÊÔƠƯăâđêôơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĨĩŨũ\u1ea0-\u1ef9"
COMMON = re.compile(
    rf"[^\x20-\x7e{LETTERS}\u00a0\u00ab\u00ad\u00b0-\u00b3\u00b7\u00bb-\u00be\u00d7\u00f7\u0300-\u0323"
    r"\u2000-\u206f\u20ab\u2070-\u209f\u2100-\u214f\u2190-\u22ff\u2500-\u27bf\ue000-\uf8ff]"
)

# Cyrillic letters that look like Latin ones (Unicode Technical Standard 39, confusables.txt); Vietnamese typed or read with them.
CYRILLIC = re.compile("[\u0400-\u04ff]")
LOOKALIKES = str.maketrans("аеорсухіѕјАВЕКМНОРСТУХІЅЈ", "aeopcyxisjABEKMHOPCTYXISJ")
