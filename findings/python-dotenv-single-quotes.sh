#!/bin/sh
# Version: python-dotenv 1.2.4 (PyPI) on Python 3.9 or newer; the same with 0.21.0 (Debian 12)
# Behaviour: python-dotenv fills in ${NAME} between single quotes too, and takes a backslash before the closing single quote for an
#   escape, after which this variable and the next quoted one are both missing.
# Expected: single quotes keep what stands in them, as in a shell, in dotenv for Node and in Compose: A='x${B}y' is x${B}y, and
#   DIR='C:\dir\' is C:\dir\.
# Seen: A is x1y. Of DIR, B='two' and C=3 only C is left, with a warning in the log and no error.
set -eu
command -v python3 >/dev/null || { echo 'python3 is not installed'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target py python-dotenv==1.2.4
cat >filled.env <<'ENV'
B=1
A='x${B}y'
ENV
cat >lost.env <<'ENV'
DIR='C:\dir\'
B='two'
C=3
ENV
read_with() { env -i PATH="$PATH" PYTHONPATH=py python3 -c 'import sys, json, dotenv; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))' "$1"; }
filled=$(read_with filled.env)
lost=$(read_with lost.env)
echo "filled.env: $filled"
echo "lost.env: $lost"
[ "$filled" = '{"B": "1", "A": "x1y"}' ] && [ "$lost" = '{"C": "3"}' ]
