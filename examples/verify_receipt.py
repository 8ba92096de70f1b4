#!/usr/bin/env python3
"""Checks a receipt of nt2 with Python's standard library alone.

    python3 verify_receipt.py receipt.txt key

`key` holds the log's public key, one line that you have from elsewhere (`nt2 log keys` prints it). Checked are the checkpoint's
signature, that each event stands in the log, what browsers have signed, that the secret was decrypted, and between whom.
The format: docs/protocol/receipt.md. What it leaves to the reader: the last section of docs/verify-without-nt2.md.
"""

import base64
import hashlib
import json
import re
import sys

# Ed25519 as RFC 8032, 5.1.7 and section 6 have it. Slow and plain, and it only ever sees public values.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P != 0 or (x == 0 and sign == 1):
        raise ValueError('not a point')
    return P - x if x & 1 != sign else x


def point(encoded):
    number = int.from_bytes(encoded, 'little')
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = recover_x(y, sign)
    return (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def signed(public, message, signature):
    s = int.from_bytes(signature[32:], 'little')
    if len(public) != 32 or len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), 'little') % L
    try:
        left, right = multiply(s, BASE), add(point(signature[:32]), multiply(k, point(public)))
    except ValueError:
        return False
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def check(fact, what):
    if not fact:
        sys.exit(f'NOT VALID: {what}')


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


def verify_note(note, name, public):
    """The text of a note (c2sp.org/signed-note) that this key signed under this name."""
    text, _, signatures = note.rpartition('\n\n')
    text += '\n'
    key_id = sha256(f'{name}\n'.encode() + b'\x01' + public)[:4]
    for line in signatures.splitlines():
        dash, signer, value = line.split(' ')
        raw = base64.b64decode(value, validate=True)
        if dash == '\u2014' and signer == name and raw[:4] == key_id:
            check(signed(public, text.encode(), raw[4:]), f'signature of {name}')
            return text
    sys.exit(f'NOT VALID: no signature of {name}')


def root_from(leaf, index, size, hashes):
    """RFC 9162, 2.1.3.2."""
    result, node, last = sha256(b'\0' + leaf), index, size - 1
    for sibling in hashes:
        check(last > 0, 'proof too long')
        if node & 1 or node == last:
            result = sha256(b'\1' + sibling + result)
            while not node & 1 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            result = sha256(b'\1' + result + sibling)
        node, last = node >> 1, last >> 1
    check(last == 0, 'proof too short')
    return result


def lines_of(event):
    return dict(line.split(' ', 1) for line in event.split('\n\n')[0].splitlines()[1:])


with open(sys.argv[1], encoding='utf-8', newline='') as file:
    receipt = file.read()
with open(sys.argv[2], encoding='utf-8') as file:
    name, _, public = file.read().strip().split('+', 2)
public = base64.b64decode(public)[1:]

head, _, rest = receipt.partition('\ncheckpoint:\n')
share = re.search(r'^share ([a-z2-7]{32})$', head, re.M).group(1)
checkpoint, _, rest = rest.partition('\nevent 1:\n')
origin, size, root = verify_note(checkpoint, name, public).splitlines()[:3]
check(origin == name, 'the checkpoint is of another log')

rest, _, openings = rest.partition('\nopenings:\n')
facts = {}
for part in re.split(r'\nevent \d+:\n', rest):
    proof, _, event = part.partition('\n\n')
    _, index, *hashes = proof.splitlines()
    index = int(index.removeprefix('index '))
    found = root_from(event.encode(), index, int(size), [base64.b64decode(line) for line in hashes])
    check(b64(found) == root, f'event at {index} stands in the log')
    fact = lines_of(event)
    check(fact['share'] == share, 'an event of another share')
    if fact['by'] == 'device':
        device = base64.b64decode(fact['device'])
        host = name.split('/')[0]
        verify_note(event, f'{host}/device/{sha256(device)[:4].hex()}', device)
    facts[fact['type']] = fact
    print(f"entry {index}: {fact['type']}, {fact['time']}, by {fact['by']}")

if 'delivered' in facts:
    ack = base64.urlsafe_b64decode(facts['delivered']['ack'] + '=')
    check(b64(sha256(b'nt2/v1/ack\n' + ack)) == facts['sealed']['ack'], 'the acknowledgement')
    check(facts['delivered']['device'] == facts['claimed']['device'], 'delivered by the device that claimed')
    print('decrypted: the device showed what lay inside the capsule alone')

for salt, names in re.findall(r'^parties (\S+) (\{.*\})$', openings, re.M):
    check(b64(sha256(base64.b64decode(salt) + names.encode())) == facts['created']['parties'], 'the parties')
    names = json.loads(names)
    print('between:', json.dumps(names, ensure_ascii=False))
    # Version 2: the label has a hash of its own, and may have been erased.
    if 'workload' not in facts.get('claimed', {}):
        check(head.startswith('nt2/receipt/v2' if 'labelHash' in names else 'nt2/receipt/v1'), 'the version')
    for salt, label in re.findall(r'^label (\S+) (\{.*\})$', openings, re.M):
        check(b64(sha256(base64.b64decode(salt) + label.encode())) == names.get('labelHash'), 'the label')
        print('label:', label)
# Version 3: a machine showed a token of its provider, which the server checked.
for salt, token in re.findall(r'^workload (\S+) (\{.*\})$', openings, re.M):
    hashed = b64(sha256(b'nt2/v1/workload\n' + base64.b64decode(salt) + token.encode()))
    check(hashed == facts['claimed'].get('workload'), 'the second proof')
    print('second proof:', token)
check(head.startswith('nt2/receipt/v3') == ('workload' in facts.get('claimed', {})), 'the version')
print('VALID')
