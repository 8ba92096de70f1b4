// What `npm run help` prints: each script, what it does, about how long it takes on two cores, and how to run one test.
export const HELP = `npm run try                                nt2 with a small chat in the browser, on this computer alone; up in ten seconds
npm test                                   all there is: the checks below, then every test; ten minutes
npm test -- --quick                        without the tests that need redis-server or Chromium; it lists them
npm test -- tests/core/decide.test.ts      one file, without the checks; add -t "part of a title" for one test
npm run check                              format, lint, types, unused code; half a minute
npm run build                              pages and server into dist; ten seconds
npm pack                                   the build as a package for npm i -g, which needs no registry; twelve seconds
npm run bench                              measures, prints one table; eight minutes (-- --only log, pages, chat, start, workers: a part)
npm run campaign                           faults, proxies and the long forms of tests; an hour and more (-- tests/campaign: fifteen minutes)
npm run dependencies                       completes package-lock.json after a change of packages; half a minute
npm run help                               this`;
