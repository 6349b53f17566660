/**
 * Commit subjects are conventional and at most 72 characters long, since the last tag.
 * Usage: node tools/check-commits.mjs [root] [--since COMMIT]
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { verdict } from './verdict.mjs';

const LONGEST = 72;
const SUBJECT =
  /^(build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(\([\w-]+(, ?[\w-]+)*\))?!?: \S.*[^.\s]$/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  // Subjects up to this commit are longer.
  options: { since: { type: 'string', default: 'd5ea8bd' } },
});

function git(...args) {
  const cwd = positionals[0] ?? '.';
  const { status, stdout } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

const tag = git('describe', '--tags', '--abbrev=0');
const range = [`${values.since}..HEAD`, ...(tag ? [`${tag}..HEAD`] : [])];
const log = git('log', '--no-merges', '--format=%h %s', ...range);
if (log === undefined && git('rev-parse', '--is-shallow-repository') !== 'false')
  console.log('check-commits: nothing was checked: the history is not here');
else {
  const commits = (log ?? '').split('\n').filter(Boolean);
  const faults = commits.flatMap((commit) => {
    const subject = commit.slice(commit.indexOf(' ') + 1);
    const fault = [];
    if (!SUBJECT.test(subject))
      fault.push(`${commit}: write it as "fix(cookie): accept two cookies of one user"`);
    if (subject.length > LONGEST)
      fault.push(`${commit}: it has ${subject.length} characters, ${LONGEST} are the most`);
    return fault;
  });
  if (log === undefined) faults.push(`there is no commit ${values.since}`);
  verdict('check-commits', tag ? {} : { commits: commits.length }, faults);
}
