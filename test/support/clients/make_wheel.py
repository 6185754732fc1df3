"""Writes a wheel that imports as NAME and says its version: make_wheel.py FOLDER NAME VERSION [METADATA-LINE ...]"""

import base64
import hashlib
import sys
import zipfile

folder, name, version, *lines = sys.argv[1:]
module = name.lower().replace("-", "_").replace(".", "_")
info = f"{module}-{version}.dist-info"
metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *lines]
files = {
    f"{module}/__init__.py": f'version = "{version}"\n',
    f"{info}/METADATA": "\n".join(metadata) + "\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: coffer-test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
record = ""
for path, text in files.items():
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    record += f"{path},sha256={digest},{len(text.encode())}\n"
files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
target = f"{folder}/{module}-{version}-py3-none-any.whl"
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
    for path, text in files.items():
        wheel.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), text)
print(target)
