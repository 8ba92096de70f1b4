// The first half of check.sh, which lies in each evidence pack: its files, its signatures, and the trees of its logs. Shell, and nothing that
// is not in POSIX, coreutils or openssl: no grep, sed or awk. See docs/decisions/evidence-pack.md.

export const CHECK_LOGS = `#!/bin/sh
# Checks this evidence pack with a shell, coreutils and openssl 3, without a network and without nt2.
#
#   sh check.sh                     with the keys that lie in the pack
#   sh check.sh --keys FILE         with keys that you have from elsewhere, a line each, as in keys.txt
#   sh check.sh --witnesses FILE    also: that these have signed how the logs grew; their keys, a line each
#   sh check.sh --before FOLDER     also: that the log of an earlier pack, in that folder, is the beginning of this one
#
# It ends with 0 if everything holds, and with 1 if anything does not.
set -u
LC_ALL=C
export LC_ALL
umask 077

keys=keys.txt own=yes witnesses= earlier=
while [ $# -gt 0 ]; do
  case "$1" in
    --keys) keys=$(realpath -- "$2") own=no; shift 2 ;;
    --witnesses) witnesses=$(realpath -- "$2"); shift 2 ;;
    --before) earlier=$(realpath -- "$2"); shift 2 ;;
    *) echo "sh check.sh [--keys FILE] [--witnesses FILE] [--before FOLDER]" >&2; exit 64 ;;
  esac
done
cd -- "$(dirname -- "$0")" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf -- "$work"' EXIT
faults=0
nl='
'
fault() { echo "FAULT  $*"; faults=$((faults + 1)); }
fine() { echo "ok     $*"; }
is_number() { case "$1" in '' | *[!0-9]* | 0?* | ????????????????*) return 1 ;; esac; }

# --- The files are those that were written.

if ! sha256sum --strict --quiet -c SHA256SUMS > "$work/sums" 2>&1; then fault "files were changed, or are gone: $(head -n 1 "$work/sums")"; fi
listed=0 found=0
while IFS= read -r line; do listed=$((listed + 1)); done < SHA256SUMS
for file in * receipts/* reports/* logs/*/* logs/*/entries/*; do
  if [ -f "$file" ] && [ "$file" != SHA256SUMS ]; then found=$((found + 1)); fi
done
if [ "$listed" = "$found" ]; then fine "$found files are those that SHA256SUMS lists"; else fault "$found files are here, and SHA256SUMS lists $listed"; fi

# --- Ed25519 (RFC 8032), by openssl.

# verify KEY MESSAGE SIGNATURE: three files; the key has 32 bytes, the signature 64.
verify() {
  { printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cat "$1"; } > "$work/der"
  openssl pkeyutl -verify -pubin -inkey "$work/der" -keyform DER -rawin -in "$2" -sigfile "$3" > /dev/null 2>&1
}

# bytes_of KEY: the 32 bytes of a line name+id+base64 (C2SP signed-note), into $work/key. The base64 may hold a + of its own.
bytes_of() {
  key_text=\${1#*+}
  printf %s "\${key_text#*+}" | base64 -d 2> /dev/null | tail -c 32 > "$work/key"
}

# split_note FILE: the text of a signed note (C2SP signed-note) into $work/text, its signature lines into $work/lines.
split_note() {
  : > "$work/text"; : > "$work/lines"
  part=text
  while IFS= read -r line || [ -n "$line" ]; do
    if [ -z "$line" ]; then part=lines; else printf '%s\\n' "$line" >> "$work/$part"; fi
  done < "$1"
}

# signed_by ORIGIN KEYS: whether the note that was split is signed by a key of that name; a wrong signature by one fails.
signed_by() {
  right=0 wrong=0
  while IFS= read -r line; do
    case "$line" in "— $1 "*) ;; *) continue ;; esac
    printf %s "\${line##* }" | base64 -d > "$work/bytes" 2> /dev/null
    id=$(head -c 4 "$work/bytes" | od -An -v -tx1 | tr -d ' \\n')
    tail -c 64 "$work/bytes" > "$work/signature"
    while IFS= read -r key; do
      case "$key" in "$1+$id+"*) ;; *) continue ;; esac
      bytes_of "$key"
      if verify "$work/key" "$work/text" "$work/signature"; then right=$((right + 1)); else wrong=$((wrong + 1)); fi
    done < "$2"
  done < "$work/lines"
  [ "$right" -gt 0 ] && [ "$wrong" = 0 ]
}

# count_witnesses: how many keys of that file have cosigned the note that was split (C2SP tlog-cosignature).
count_witnesses() {
  right=0
  while IFS= read -r key; do
    case "$key" in ?*+????????+?*) ;; *) continue ;; esac
    bytes_of "$key"
    name=\${key%%+*}
    while IFS= read -r line; do
      case "$line" in "— $name "*) ;; *) continue ;; esac
      printf %s "\${line##* }" | base64 -d > "$work/bytes" 2> /dev/null
      [ "$(wc -c < "$work/bytes")" -eq 76 ] || continue
      tail -c 64 "$work/bytes" > "$work/signature"
      seconds=$(head -c 12 "$work/bytes" | tail -c 8 | od -An -v -tx1 | tr -d ' \\n')
      { printf 'cosignature/v1\\ntime %d\\n' "0x$seconds"; cat "$work/text"; } > "$work/cosigned"
      if verify "$work/key" "$work/cosigned" "$work/signature"; then right=$((right + 1)); break; fi
    done < "$work/lines"
  done < "$witnesses"
}

# --- The tree (RFC 6962): subtrees from left to right; two of one size become one.

depth=0 position=0
reset_tree() { depth=0 position=0; }
node() { { printf '\\001'; cat "$1" "$2"; } | openssl dgst -sha256 -binary; }

# push LEVEL FILE: the hash of a subtree of 2^LEVEL leaves.
push() {
  level=$1
  [ $((position % (1 << level))) = 0 ] || return 1
  position=$((position + (1 << level)))
  cat "$2" > "$work/node"
  while [ "$depth" -gt 0 ] && eval "[ \\"\\$level_$depth\\" = $level ]"; do
    node "$work/tree.$depth" "$work/node" > "$work/up"
    cat "$work/up" > "$work/node"
    depth=$((depth - 1)) level=$((level + 1))
  done
  depth=$((depth + 1))
  eval "level_$depth=$level"
  cat "$work/node" > "$work/tree.$depth"
}

# root: into $work/root.
root() {
  if [ "$depth" = 0 ]; then openssl dgst -sha256 -binary < /dev/null > "$work/root"; return; fi
  cat "$work/tree.$depth" > "$work/root"
  at=$((depth - 1))
  while [ "$at" -gt 0 ]; do
    node "$work/tree.$at" "$work/root" > "$work/up"
    cat "$work/up" > "$work/root"
    at=$((at - 1))
  done
}

# push_subtrees WORD FILE: those that tree.txt has under this word.
push_subtrees() {
  while read -r word level hash; do
    [ "$word" = "$1" ] || continue
    is_number "$level" && [ "$level" -lt 53 ] || return 1
    printf %s "$hash" | base64 -d > "$work/hash" 2> /dev/null
    [ "$(wc -c < "$work/hash")" -eq 32 ] || return 1
    push "$level" "$work/hash" || return 1
  done < "$2"
}

# read_entry FILE: what its first lines say. Sets type, share, time, by, device, parties, and whole: the text, byte for byte.
read_entry() {
  type= share= time= by= device= parties=
  whole=$(cat "$1"; printf .)
  whole=\${whole%.}
  head=\${whole%%"$nl$nl"*}
  rest=$head$nl
  while [ -n "$rest" ]; do
    line=\${rest%%"$nl"*} rest=\${rest#*"$nl"}
    case "$line" in
      'type '*) type=\${line#* } ;;
      'share '*) share=\${line#* } ;;
      'time '*) time=\${line#* } ;;
      'by '*) by=\${line#* } ;;
      'device '*) device=\${line#* } ;;
      'parties '*) parties=\${line#* } ;;
    esac
  done
}

# A browser has signed this entry with the key that the entry names.
check_device() {
  printf '%s\\n' "$head" > "$work/text"
  printf %s "$device" | base64 -d > "$work/key" 2> /dev/null
  signature=\${whole%"$nl"} signature=\${signature##* }
  printf %s "$signature" | base64 -d 2> /dev/null | tail -c 64 > "$work/signature"
  verify "$work/key" "$work/text" "$work/signature"
}

check_log() {
  folder=$1 tag=\${1##*/}
  split_note "$folder/checkpoint.txt"
  { IFS= read -r origin; IFS= read -r size; IFS= read -r signed_root; } < "$work/text"
  case "$origin" in */nt2/log/"$tag" | */nt2/log/"$tag"/[0-9]*) ;; *) fault "$tag: its checkpoint is of another log"; return ;; esac
  if ! signed_by "$origin" "$keys"; then fault "$tag: its checkpoint is not signed by a key in $keys"; return; fi
  if ! is_number "$size"; then fault "$tag: its checkpoint says no size"; return; fi
  if [ -n "$witnesses" ]; then
    count_witnesses
    if [ "$right" -gt 0 ]; then fine "$tag: $right witnesses have signed its checkpoint"; else fault "$tag: none of these witnesses has signed its checkpoint"; fi
  fi

  reset_tree
  if ! push_subtrees before "$folder/tree.txt"; then fault "$tag: tree.txt does not fit before the entries"; return; fi
  first=$position devices=0 entries=0
  for entry in "$folder"/entries/*; do
    [ -f "$entry" ] || continue
    if [ "\${entry##*/}" != "$(printf %012d "$position")" ]; then fault "$tag: an entry is missing before \${entry##*/}"; return; fi
    { printf '\\0'; cat "$entry"; } | openssl dgst -sha256 -binary > "$work/hash"
    push 0 "$work/hash" || return
    entries=$((entries + 1))
    read_entry "$entry"
    if [ "$by" = device ]; then
      devices=$((devices + 1))
      check_device || fault "$tag: no browser has signed entry \${entry##*/}"
    fi
  done
  if ! push_subtrees after "$folder/tree.txt"; then fault "$tag: tree.txt does not fit behind the entries"; return; fi
  root
  if [ "$position" != "$size" ] || [ "$(base64 < "$work/root")" != "$signed_root" ]; then
    fault "$tag: the entries are not those of the tree that was signed: one was changed, left out, added or moved"
    return
  fi
  fine "$tag: entries $first to $((first + entries - 1)) are those of the log that was signed at $size, each of them and no other; browsers signed $devices"
}

# The tree of an earlier pack is the beginning of this one, as far as both hold the same entries and subtrees.
check_earlier() {
  folder=$1 tag=\${1##*/} old=$earlier/logs/\${1##*/}
  [ -d "$old" ] || return
  same=0
  for entry in "$folder"/entries/*; do
    [ -f "$entry" ] && [ -f "$old/entries/\${entry##*/}" ] || continue
    same=$((same + 1))
    if [ "$(sha256sum < "$entry")" != "$(sha256sum < "$old/entries/\${entry##*/}")" ]; then fault "$tag: entry \${entry##*/} is another one in the earlier pack"; return; fi
  done
  # The earlier checkpoint, from the subtrees before, its entries here, and what the earlier pack has of the rest.
  split_note "$old/checkpoint.txt"
  { IFS= read -r old_origin; IFS= read -r old_size; IFS= read -r old_root; } < "$work/text"
  split_note "$folder/checkpoint.txt"
  { IFS= read -r origin; IFS= read -r size; IFS= read -r signed_root; } < "$work/text"
  if [ "$old_origin" != "$origin" ]; then fine "$tag: the earlier pack is of another generation of this log ($old_origin)"; return; fi
  if [ "$old_size" = "$size" ] && [ "$old_root" != "$signed_root" ]; then fault "$tag: two trees of $size entries were signed"; return; fi
  reset_tree
  if push_earlier "$folder" "$old_size"; then
    root
    if [ "$position" = "$old_size" ] && [ "$(base64 < "$work/root")" = "$old_root" ]; then
      fine "$tag: what the earlier pack had signed at $old_size is the beginning of this log; $same entries are in both"
      return
    fi
    fault "$tag: what the earlier pack had signed at $old_size is not the beginning of this log"
    return
  fi
  fine "$tag: $same entries are in both packs and the same; they do not meet closely enough to compare the trees"
}

# The tree of SIZE entries, if the subtrees and entries of this pack reach it.
push_earlier() {
  while read -r word level hash; do
    [ "$word" = before ] && [ $((position + (1 << level))) -le "$2" ] || continue
    printf %s "$hash" | base64 -d > "$work/hash"
    push "$level" "$work/hash" || return 1
  done < "$1/tree.txt"
  for entry in "$1"/entries/*; do
    [ -f "$entry" ] && [ "$position" -lt "$2" ] || continue
    [ "\${entry##*/}" = "$(printf %012d "$position")" ] || return 1
    { printf '\\0'; cat "$entry"; } | openssl dgst -sha256 -binary > "$work/hash"
    push 0 "$work/hash"
  done
  [ "$position" = "$2" ]
}

if [ "$own" = yes ]; then echo "note   with the keys in this pack: compare keys.txt with what you have from elsewhere"; fi
logs=0
for log in logs/*; do
  [ -d "$log" ] || continue
  logs=$((logs + 1))
  check_log "$log"
  if [ -n "$earlier" ]; then check_earlier "$log"; fi
done

`;
