// Files that go into the file, beside its rows.

import { useState } from 'preact/hooks';
import { escapeInvisible } from '../../core/text-safety.ts';
import { isFileName, isFileType } from '../../crypto/capsule/attached-files.ts';
import { bytesOfFiles, type ContentFile } from '../../crypto/share-file/content.ts';
import { SHARE_FILE_LIMITS } from '../../crypto/share-file/limits.ts';
import { messages, sizeText } from '../messages/file.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { FileInput } from './file-input.tsx';

export function Attach({ files, onFiles }: { files: readonly ContentFile[]; onFiles: (files: readonly ContentFile[]) => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const add = async (chosen: readonly File[]): Promise<void> => {
    const strange = chosen.find(({ name }) => !isFileName(name));
    // Known before a byte is read.
    const sum = bytesOfFiles(files) + chosen.reduce((all, { size }) => all + size, 0);
    if (strange !== undefined) return setFault(messages.save.fileName(escapeInvisible(strange.name)));
    if (files.length + chosen.length > SHARE_FILE_LIMITS.files) return setFault(messages.save.tooManyFiles(SHARE_FILE_LIMITS.files));
    if (sum > SHARE_FILE_LIMITS.filesBytes) return setFault(messages.save.tooLarge(sizeText(SHARE_FILE_LIMITS.filesBytes)));
    try {
      const read = chosen.map(async (file): Promise<ContentFile> => {
        const type = isFileType(file.type) ? file.type : '';
        return { name: file.name, type, bytes: new Uint8Array(await file.arrayBuffer()) };
      });
      onFiles([...files, ...(await Promise.all(read))]);
      setFault(null);
    } catch {
      setFault(messages.faults.unreadable);
    }
  };
  return (
    <>
      <FileInput id="attach" label={`${messages.save.files} (${messages.save.optional})`} multiple onFiles={(chosen) => void add(chosen)} />
      {files.length === 0 ? null : (
        <>
          <ul class="files">
            {files.map((file, at) => (
              <li key={at}>
                <span dir="auto">
                  {escapeInvisible(file.name)} <span class="help">{sizeText(file.bytes.length)}</span>
                </span>
                <Button
                  kind="small"
                  label={messages.save.removeFile(escapeInvisible(file.name))}
                  onPress={() => onFiles(files.filter((one) => one !== file))}
                >
                  {messages.save.remove}
                </Button>
              </li>
            ))}
          </ul>
          <p class="help room">{messages.save.filesRoom(sizeText(bytesOfFiles(files)), sizeText(SHARE_FILE_LIMITS.filesBytes))}</p>
        </>
      )}
      {fault === null ? null : (
        <Notice tone="warn" alert>
          {fault}
        </Notice>
      )}
    </>
  );
}
