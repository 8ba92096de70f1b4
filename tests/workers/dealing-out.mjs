// Two workers behind one port, of which one stops answering and is killed while connections are dealt to it. Prints what their clients got.
import cluster from 'node:cluster';
import { createServer, get } from 'node:http';

if (cluster.isPrimary) {
  const { watchDealt } = await import('../../src/workers/dealt-connections.ts');
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const ports = [];
  const workers = [1, 2].map(() => cluster.fork());
  if (process.argv[2] === 'watched')
    for (const worker of workers) {
      const dealAgain = watchDealt(worker.process);
      worker.on('exit', dealAgain);
    }
  await new Promise((resolve) => cluster.on('listening', (_worker, { port }) => ports.push(port) === 2 && resolve()));
  const hangs = new Promise((resolve) => workers[0].once('message', resolve));
  workers[0].send('hang');
  await hangs;
  const ask = () =>
    new Promise((resolve) => {
      const asked = get({ host: '127.0.0.1', port: ports[0], agent: false, timeout: 2_000 }, (answer) =>
        resolve(answer.resume().statusCode),
      );
      asked.on('timeout', () => asked.destroy(new Error('silent')));
      asked.on('error', ({ message }) => resolve(message));
    });
  const answers = Promise.all(Array.from({ length: 4 }, ask));
  // One of them is with the worker that does not take it by the time the others are answered.
  await new Promise((resolve) => setTimeout(resolve, 200));
  workers[0].process.kill('SIGKILL');
  console.log(JSON.stringify((await answers).toSorted((a, b) => String(a).localeCompare(String(b)))));
  for (const worker of workers) worker.process.kill('SIGKILL');
} else {
  createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  process.on('message', () => {
    process.send('hangs', () => {
      for (;;);
    });
  });
}
