// The second half of check.sh: receipts, rows, reports and pages, each held against the entries that the first half has checked.

export const CHECK_RECEIPTS = `# --- Each receipt consists of entries that were checked above, and opens what they hash.

# signed_file FILE NAMESPACE TAG: by an SSH signature (PROTOCOL.sshsig) of the key of that log, in FILE.sig.
signed_file() {
  case "$(head -n 1 "$1.sig")" in '-----BEGIN SSH SIGNATURE-----') ;; *) return 1 ;; esac
  tail -n +2 "$1.sig" | head -n -1 | base64 -d 2> /dev/null | tail -c 64 > "$work/signature"
  {
    printf 'SSHSIG\\000\\000\\000'
    printf "\\\\$(printf %03o "\${#2}")%s" "$2"
    printf '\\000\\000\\000\\000\\000\\000\\000\\006sha256\\000\\000\\000\\040'
    openssl dgst -sha256 -binary < "$1"
  } > "$work/blob"
  while IFS= read -r key; do
    case "$key" in */nt2/log/"$3"+* | */nt2/log/"$3"/*+*) ;; *) continue ;; esac
    bytes_of "$key"
    if verify "$work/key" "$work/blob" "$work/signature"; then return 0; fi
  done < "$keys"
  return 1
}

# compare_event: the text that was read of a receipt with the entry at its place.
compare_event() {
  [ -n "$index" ] || return 0
  events=$((events + 1))
  entry=$(printf "logs/%s/entries/%012d" "$tag" "$index")
  if [ ! -f "$entry" ]; then problem="its event $events is not among the entries"; return; fi
  read_entry "$entry"
  if [ "$whole" != "\${leaf%"$nl"}" ] && [ "$whole" != "$leaf" ]; then problem="its event $events is not entry $index"; return; fi
  if [ "$share" != "$id" ]; then problem="its event $events is of another share"; fi
  if [ "$type" = created ]; then sealed_parties=$parties; fi
  if [ "$type" = ended ]; then ended=yes; fi
}

# hash_of SALT TEXT, in base64.
hash_of() { { printf %s "$1" | base64 -d 2> /dev/null; printf %s "$2"; } | openssl dgst -sha256 -binary | base64; }

check_receipt() {
  file=$1 id= tag= state=head index= leaf= events=0 problem= sealed_parties= names= label= ended=no
  while IFS= read -r line || [ -n "$line" ]; do
    case "$line" in
      'event '[0-9]*:) compare_event; state=proof index= leaf=; continue ;;
      openings:) compare_event; state=openings index=; continue ;;
    esac
    case "$state" in
      head) case "$line" in 'share '*) id=\${line#* }; rest=\${id#??????}; tag=\${id%"$rest"} ;; esac ;;
      proof)
        case "$line" in
          'index '*) index=\${line#* }; is_number "$index" || index= ;;
          '') state=leaf ;;
        esac
        ;;
      leaf) leaf=$leaf$line$nl ;;
      openings)
        case "$line" in
          'parties erased') names=erased ;;
          'parties '*) names=\${line#parties } ;;
          'label erased') label=erased ;;
          'label '*) label=\${line#label } ;;
        esac
        ;;
    esac
  done < "$file"
  if [ "$state" = leaf ]; then compare_event; fi
  if [ "$events" = 0 ]; then problem="it has no events"; fi
  if [ "$ended" = no ]; then problem="\${problem:-it does not say how the share ended}"; fi
  case "$names" in
    '' | erased) ;;
    *) [ "$(hash_of "\${names%% *}" "\${names#* }")" = "$sealed_parties" ] || problem="\${problem:-it names other people than the log has}" ;;
  esac
  case "$label" in
    '' | erased) ;;
    *) case "$names" in *"\\"labelHash\\":\\"$(hash_of "\${label%% *}" "\${label#* }")\\""*) ;; *) problem="\${problem:-its label is another one than the log has}" ;; esac ;;
  esac
  signed_file "$file" nt2-receipt "$tag" || problem="\${problem:-the log has not signed it}"
  if [ -n "$problem" ]; then fault "$file: $problem"; else receipts=$((receipts + 1)); fi
}

receipts=0
for file in receipts/*.txt; do [ -f "$file" ] && check_receipt "$file"; done
fine "$receipts receipts: each event is an entry above, the people are those of the log, and the log signed each"

# --- The rows say what the entries say.

rows=0
while IFS= read -r line; do
  case "$line" in '"2'*) ;; *) continue ;; esac
  rest=\${line#\\"} row_time=\${rest%%\\"*}
  rest=\${rest#*\\",\\"} row_log=\${rest%%\\"*}
  rest=\${rest#*\\",\\"} row_entry=\${rest%%\\"*}
  rest=\${rest#*\\",\\"} rest=\${rest#*\\",\\"} row_share=\${rest%%\\"*}
  rest=\${rest#*\\",\\"} row_type=\${rest%%\\"*}
  entry=
  if is_number "$row_entry"; then entry=$(printf 'logs/%s/entries/%012d' "$row_log" "$row_entry"); fi
  if [ ! -f "$entry" ]; then fault "rows.csv: entry $row_entry of $row_log is not here"; continue; fi
  read_entry "$entry"
  if [ "$time $share $type" = "$row_time $row_share $row_type" ]; then rows=$((rows + 1)); else fault "rows.csv: entry $row_entry of $row_log says something else"; fi
done < rows.csv
fine "$rows rows say when, of which share and what, as their entries do"

# --- Reports and pages are those whose hash stands in the log.

# in_log HASH: whether an entry says so.
in_log() { for one in logs/*/entries/*; do [ -f "$one" ] || continue; case "$(cat "$one")" in "nt2/log/v1$nl"*"\${nl}hash $1"*) return 0 ;; esac; done; return 1; }
for file in reports/*.md pages.sha256; do
  [ -f "$file" ] || continue
  if in_log "$(openssl dgst -sha256 -binary < "$file" | base64)"; then fine "$file is the one whose hash stands in the log"; else fault "$file is not what the log has"; fi
  case "$file" in
    reports/*)
      tag=\${file#reports/} rest=\${tag#??????} tag=\${tag%"$rest"}
      signed_file "$file" nt2-report "$tag" || fault "$file: the log has not signed it"
      ;;
  esac
done

if [ "$faults" = 0 ]; then echo "All of it holds: $logs logs, $receipts receipts, $rows rows."; exit 0; fi
echo "$faults faults."
exit 1
`;
