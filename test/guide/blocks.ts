import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One fenced block of a page. */
export interface Block {
  readonly language: string;
  /** The file that the block is, from `file=NAME` behind the language. */
  readonly file: string | undefined;
  /** The file of the repository that it shows whole, from `of=PATH` behind the language. */
  readonly of: string | undefined;
  readonly text: string;
  /** The line of the page on which it begins, for messages. */
  readonly line: number;
  /** What it prints: the text of an `output` block that follows directly. */
  readonly output: string | undefined;
}

export interface Page {
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^```(\w+)?([^\n]*)\n([^]*?)^```$/gm;

/** Reads the blocks of one Markdown text. */
export function blocksIn(text: string): Block[] {
  const found = [...text.matchAll(FENCE)].map((match) => ({
    language: match[1] ?? '',
    file: /file=(\S+)/.exec(match[2] as string)?.[1],
    of: /of=(\S+)/.exec(match[2] as string)?.[1],
    text: match[3] as string,
    line: text.slice(0, match.index).split('\n').length,
    start: match.index,
    end: match.index + match[0].length,
  }));
  return found.flatMap(({ start: _start, end, ...block }, index) => {
    if (block.language === 'output') return [];
    const next = found[index + 1];
    const follows = next?.language === 'output' && text.slice(end, next.start).trim().length === 0;
    return [{ ...block, output: follows ? next.text : undefined }];
  });
}

/** Reads one page. */
export function readPage(file: string): Page {
  const text = readFileSync(file, 'utf8');
  return { name: basename(file, '.md'), text, blocks: blocksIn(text) };
}

/** Reads every page of a folder. */
export function pagesIn(folder: string): Page[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => readPage(join(folder, name)));
}
