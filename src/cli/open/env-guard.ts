// Names that a sender must not choose for the recipient's environment. A row called LD_PRELOAD, PATH or NODE_OPTIONS would make the
// recipient's program run what its sender wrote. The list names what loaders, shells and common tools obey; it cannot be complete, so
// what is set already is refused as well.

import type { EnvEntry } from '../../env-file/names.ts';

const PREFIXES = [
  'LD_', 'DYLD_', 'BASH_FUNC_', 'PYTHON', 'PERL5', 'RUBY', 'GEM_', 'BUNDLE_', 'LUA_', 'GIT_CONFIG', 'NPM_CONFIG_', 'YARN_', 'PNPM_', 'CARGO_BUILD_',
  'RUSTC', 'PIP_', 'TF_CLI_', 'XDG_', 'BUN_CONFIG_', 'OPENSSL_', 'CORECLR_', 'COR_', 'DOTNET_STARTUP', 'COMPLUS_', 'MALLOC_', 'NT2_',
]; // prettier-ignore
const WHOLE = new Set([
  'PATH', 'HOME', 'SHELL', 'USER', 'LOGNAME', 'PWD', 'TMPDIR', 'TMP', 'TEMP', 'IFS', 'ENV', 'BASH_ENV', 'ZDOTDIR', 'PROMPT_COMMAND', 'PS1', 'PS2', 'PS4',
  'SHELLOPTS', 'BASHOPTS', 'CDPATH', 'GLOBIGNORE', 'FPATH', 'COMSPEC', 'PATHEXT', 'PSMODULEPATH', 'SYSTEMROOT', 'WINDIR', 'GLIBC_TUNABLES', 'GCONV_PATH',
  'LOCPATH', 'NLSPATH', 'HOSTALIASES', 'RESOLV_HOST_CONF', 'RES_OPTIONS', 'TERMINFO', 'TERMCAP', 'PERLLIB', 'PERL_UNICODE', 'JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS', 'JDK_JAVA_OPTIONS', 'JAVA_OPTS',
  'CLASSPATH', 'PHPRC', 'PHP_INI_SCAN_DIR', 'GOFLAGS', 'GOPROXY', 'GONOSUMDB', 'CARGO_HOME', 'MAKEFLAGS', 'MAKEFILES', 'CC', 'CXX', 'GIT_SSH', 'GIT_SSH_COMMAND',
  'GIT_EXEC_PATH', 'GIT_ASKPASS', 'GIT_EDITOR', 'GIT_SEQUENCE_EDITOR', 'GIT_PAGER', 'GIT_EXTERNAL_DIFF', 'GIT_PROXY_COMMAND', 'GIT_TEMPLATE_DIR', 'GIT_DIR', 'GIT_WORK_TREE',
  'GIT_SSL_NO_VERIFY', 'SSH_ASKPASS', 'SSH_AUTH_SOCK', 'EDITOR', 'VISUAL', 'PAGER', 'MANPAGER', 'BROWSER', 'LESSOPEN', 'LESSCLOSE', 'LESS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'DOCKER_HOST',
  'NODE_OPTIONS', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS', 'NODE_REPL_EXTERNAL_MODULE', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_ICU_DATA', 'NODE_V8_COVERAGE', 'NODE_REDIRECT_WARNINGS',
  'DENO_DIR', 'DENO_CERT', 'UV_INDEX', 'UV_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_EXTRA_INDEX_URL', 'ANSIBLE_CONFIG', 'ANSIBLE_LIBRARY', 'SUDO_ASKPASS', 'SSLKEYLOGFILE', 'CURL_HOME', 'WGETRC', 'NETRC', 'INPUTRC', 'RSYNC_RSH', 'CVS_RSH', 'TAR_OPTIONS', 'GNUPGHOME', 'KUBECONFIG', 'DOCKER_CONFIG', 'DOCKER_CERT_PATH',
  'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_ENDPOINT_URL', 'BOTO_CONFIG', 'CLOUDSDK_CONFIG', 'PGSERVICEFILE', 'PGSYSCONFDIR', 'PGPASSFILE', 'PSQLRC', 'MYSQL_HOME',
  'MAVEN_OPTS', 'MAVEN_ARGS', 'GRADLE_OPTS', 'GRADLE_USER_HOME', 'SBT_OPTS', 'VIMINIT', 'EXINIT', 'MYVIMRC', 'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH', 'R_PROFILE', 'R_PROFILE_USER', 'JULIA_LOAD_PATH', 'ERL_FLAGS', 'ERL_AFLAGS',
]); // prettier-ignore

/** `obeyed`: loaders, shells or tools do what it says. `set`: it stands in this environment already. */
export interface UnsafeName {
  readonly name: string;
  readonly kind: 'obeyed' | 'set';
}

const isObeyed = (name: string): boolean => WHOLE.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));

/** The first name that the person has not allowed by name; null when all may be given. `env`: null where nothing is set yet. */
export function findUnsafe(
  entries: readonly EnvEntry[],
  { env, allowed }: { readonly env: NodeJS.ProcessEnv | null; readonly allowed: readonly string[] },
): UnsafeName | null {
  const set = new Set(Object.keys(env ?? {}).map((name) => name.toUpperCase()));
  for (const { name } of entries) {
    if (allowed.includes(name)) continue;
    const upper = name.toUpperCase();
    if (isObeyed(upper)) return { name, kind: 'obeyed' };
    if (set.has(upper)) return { name, kind: 'set' };
  }
  return null;
}
