// What bash, zsh and fish need to complete `nt2`: command, second word, flags and the choices of a flag. Only for a person, as in --to, they ask
// the server, by `nt2 people --quick`: without a log-in, without a network, and after two seconds there is nothing to complete.

import type { CommandHelp } from './command.ts';
import { COMMANDS, FAMILIES } from './commands.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const RENDER: Readonly<Record<Shell, () => string>> = { bash, zsh, fish };
export const renderCompletion = (shell: Shell): string => RENDER[shell]();

/** A shell's word, whatever is in it. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const FIRST_WORDS = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''))];
const FAMILY_NAMES = [...FAMILIES.keys()];
const flagsOf = ({ flags = [] }: CommandHelp): readonly string[] => [
  ...flags.flatMap(({ flag, short }) => [flag, ...(short ? [short] : [])]),
  '--help',
];
/** What may stand after the name of a command: its second argument is one of few words. */
const wordsOf = ({ name, takes }: CommandHelp): readonly string[] =>
  name === 'help' ? FIRST_WORDS : takes !== undefined && /^[a-z|]+$/.test(takes) ? takes.split('|') : [];

/** `share:--to`, for each flag whose value is a person. */
const PERSONS = COMMANDS.flatMap(({ name, flags = [] }) =>
  flags.flatMap(({ flag, isPerson }) => (isPerson ? [quote(`${name}:${flag}`)] : [])),
);

/** For each `command` and the word before: the words that fit. */
function cases(open: string, variable: string): string {
  const fit = (pattern: string, words: readonly string[]): string => `    ${open}${pattern}) ${variable}=${quote(words.join(' '))} ;;`;
  return [
    ...COMMANDS.flatMap(({ name, flags = [] }) =>
      flags.flatMap(({ flag, choices }) => (choices === undefined ? [] : [fit(quote(`${name}:${flag}`), choices)])),
    ),
    ...FAMILY_NAMES.map((first) => fit(`${quote(first)}:*`, FAMILIES.get(first) ?? [])),
    ...COMMANDS.map((command) => fit(`${quote(command.name)}:*`, [...wordsOf(command), ...flagsOf(command)])),
    fit(':*', [...FIRST_WORDS, '--help', '--version']),
  ].join('\n');
}

function bash(): string {
  return `# Completes nt2 in bash. Made by \`nt2 completion bash\`.
# With @ among them, readline would complete what stands behind it alone: slack:@ann is one name.
COMP_WORDBREAKS="\${COMP_WORDBREAKS//@/}"
_nt2_people() {
  local key name head='' many=()
  # What stands before the last colon is a word of its own to readline, and stays.
  [[ "$1" == *:* && "$COMP_WORDBREAKS" == *:* ]] && head="\${1%"\${1##*:}"}"
  while IFS=$'\\t' read -r key name; do
    [[ "$key" == "$head"* ]] && COMPREPLY+=("\${key#"$head"}") many+=("$name  $key")
  done < <(nt2 people --quick -- "$1" 2>/dev/null)
  # Shown, not typed: the line before them begins as none of them does.
  (( \${#many[@]} > 1 )) && COMPREPLY=('(type more of one)' "\${many[@]}")
  compopt +o default 2>/dev/null
}
_nt2() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" typed='' words=''
  (( COMP_CWORD > 1 )) && typed="\${COMP_WORDS[1]}"
  case "$typed" in
    ${FAMILY_NAMES.join('|')}) (( COMP_CWORD > 2 )) && typed="$typed \${COMP_WORDS[2]}" ;;
  esac
  local line="\${COMP_LINE:0:COMP_POINT}"
  local last="\${line##*[[:space:]]}" rest="\${line%[[:space:]]*}"
  case "$typed:\${rest##*[[:space:]]}" in
    ${PERSONS.join('|')}) COMPREPLY=(); _nt2_people "$last"; return ;;
  esac
  case "$typed:$before" in
${cases('', 'words')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _nt2 nt2
`;
}

function zsh(): string {
  return `#compdef nt2
# Completes nt2 in zsh. Made by \`nt2 completion zsh\`.
_nt2_people() {
  local key name
  local -a keys shown
  while IFS=$'\\t' read -r key name; do
    keys+=("$key") shown+=("$name  $key")
  done < <(nt2 people --quick -- "$PREFIX" 2>/dev/null)
  # They are found by the name, so what is typed need not be the beginning.
  (( $#keys > 1 )) && compstate[insert]=menu
  (( $#keys )) && compadd -U -l -d shown -a keys
}
_nt2() {
  local before="\${words[CURRENT-1]}" typed='' found=''
  (( CURRENT > 2 )) && typed="\${words[2]}"
  case "$typed" in
    (${FAMILY_NAMES.join('|')}) (( CURRENT > 3 )) && typed="$typed \${words[3]}" ;;
  esac
  case "$typed:$before" in
    (${PERSONS.join('|')}) _nt2_people; return ;;
  esac
  case "$typed:$before" in
${cases('(', 'found')}
  esac
  compadd -- \${(s: :)found}
  (( CURRENT > 2 )) && _files
}
if [[ "\${funcstack[1]}" == _nt2 ]]; then _nt2 "$@"; else compdef _nt2 nt2; fi
`;
}

function fish(): string {
  const line = (condition: string, more: string): string => `complete -c nt2 -n ${quote(condition)} ${more}`;
  const firsts = FIRST_WORDS.map((first) => {
    const own = COMMANDS.find(({ name }) => name === first);
    return line('__fish_use_subcommand', `-f -a ${first} -d ${quote(own?.does ?? (FAMILIES.get(first) ?? []).join(', '))}`);
  });
  const commands = COMMANDS.flatMap((command) => {
    const [first = '', second] = command.name.split(' ');
    const family = (FAMILIES.get(first) ?? []).join(' ');
    const here = `__fish_seen_subcommand_from ${first}${second === undefined ? '' : `; and __fish_seen_subcommand_from ${second}`}`;
    const own =
      second === undefined
        ? []
        : [
            line(
              `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${family}`,
              `-f -a ${second} -d ${quote(command.does)}`,
            ),
          ];
    const words = wordsOf(command).map((word) => line(here, `-f -a ${word}`));
    const flags = (command.flags ?? []).map(({ flag, short, value, choices, isPerson, does }) => {
      const words = isPerson ? '(type -q nt2; and nt2 people --quick -- (commandline -ct) 2>/dev/null)' : choices?.join(' ');
      const after = words === undefined ? (value === undefined ? '' : ' -r') : ` -x -a ${quote(words)}`;
      return line(here, `-l ${flag.slice(2)}${short ? ` -s ${short.slice(1)}` : ''}${after} -d ${quote(does)}`);
    });
    return [...own, ...words, ...flags];
  });
  return [
    '# Completes nt2 in fish. Made by `nt2 completion fish`.',
    ...firsts,
    line('__fish_use_subcommand', `-l version -d ${quote('print the version')}`),
    "complete -c nt2 -l help -d 'show the flags of a command, and an example'",
    ...commands,
    '',
  ].join('\n');
}
