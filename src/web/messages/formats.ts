// What is said of the formats in which variables are copied and saved.

import type { Format } from '../../env-file/formats.ts';

const en = {
  label: 'Format',
  names: {
    dotenv: 'dotenv (npm)',
    node: 'node --env-file',
    'python-dotenv': 'python-dotenv',
    shell: 'Shell',
    compose: 'Docker Compose',
    docker: 'docker run --env-file',
    json: 'JSON',
    yaml: 'YAML',
    k8s: 'Kubernetes Secret',
    github: 'GitHub Actions',
    terraform: 'Terraform',
  } satisfies Record<Format, string>,
  about: {
    dotenv: 'A .env file for the dotenv package.',
    node: 'A file for node --env-file.',
    'python-dotenv': 'A .env file for python-dotenv.',
    shell: 'Lines with export, for sh, bash and zsh.',
    compose: 'A file for env_file in Docker Compose.',
    docker: 'A file for docker run --env-file, which takes quotes as part of a value.',
    json: 'An object of strings.',
    yaml: 'A mapping of strings.',
    k8s: 'A Secret for kubectl apply. Its base64 hides nothing.',
    github: 'Lines for $GITHUB_ENV. Mask each value with ::add-mask:: first, or logs show it.',
    terraform: 'A .tfvars file.',
  } satisfies Record<Format, string>,
  copy: 'Copy',
  copyAs: (format: string, of: string) => `Copy as ${format}: ${of}`,
  save: 'Save as a file',
  saveAs: (format: string, of: string) => `Save as a file for ${format}: ${of}`,
  all: 'all values',
  copied: (format: string, of: string) => `${of} as ${format}`,
  cannot: (names: string) => `This format can’t carry ${names}. Choose another one, or copy the value itself.`,
} as const;

export const messages = en;
