// Watches how a page with a form loads and answers. It is put into the page before anything of its own, and is the same for every form.
(() => {
  const tasks = [];                        // long tasks: over 50 ms
  let paint = 0, worst = 0;                // the largest paint; the longest event
  let added = null;                        // a promise of the row that was asked for
  let nodes = 0, changed = 0, painted = 0; // of the document: its size, when it last changed, and when that was painted

  const observe = (type, options, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true, ...options });
  observe('longtask', {}, e => tasks.push(e));
  observe('largest-contentful-paint', {}, e => { paint = e.startTime; });
  observe('event', { durationThreshold: 16 }, e => { if (e.name.startsWith('key') || e.name.includes('input')) worst = Math.max(worst, e.duration); });

  // Calls back when the frame that is being made has been painted: a message comes after it.
  const afterThisFrame = done => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  };
  const afterPaint = done => requestAnimationFrame(() => afterThisFrame(done));

  const size = () => document.getElementsByTagName('*').length;

  // Resolves when the page is loaded, and neither grew nor worked hard for a second.
  const quiet = new Promise(resolve => {
    const look = now => {
      if (size() !== nodes) {
        nodes = size();
        changed = now;
        afterThisFrame(time => { painted = time; });
      }
      const busy = Math.max(changed, ...tasks.map(e => e.startTime + e.duration));
      if (document.readyState === 'complete' && now - busy > 1000) resolve();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

  const transferred = () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, e) => sum + e.transferSize, 0);

  const visible = selector => [...document.querySelectorAll(selector)].filter(el => el.checkVisibility());

  globalThis.formwatch = {
    // How the page loaded.
    async loaded(fields) {
      await quiet;
      return {
        Bytes: transferred(), LargestPaint: paint, Drawn: painted, Nodes: nodes, Fields: visible(fields).length,
        Blocked: tasks.reduce((sum, e) => sum + e.duration - 50, 0),
      };
    },
    // Gives the focus to the text field in the middle of those that are shown.
    focus(selector) {
      const all = visible(selector), el = all[all.length >> 1];
      el.scrollIntoView({ block: 'center', behavior: 'instant' });
      el.focus();
      return new Promise(done => afterPaint(() => { worst = 0; done(); }));
    },
    afterPaint: () => new Promise(afterPaint),
    // The longest key press since then, from the press to the paint; the browser tells of those from 16 ms on.
    async worstKey() {
      for (let frame = 0; frame < 6; frame++) await new Promise(afterPaint); // it tells of them some frames later
      return worst || 16;
    },
    // Says where to click on the button, and begins to wait for one more row.
    expectRow(button, rows) {
      const el = visible(button)[0], before = document.querySelectorAll(rows).length;
      el.scrollIntoView({ block: 'center', behavior: 'instant' });
      let clicked = 0;
      addEventListener('pointerup', e => { clicked = e.timeStamp; }, { capture: true, once: true });
      added = new Promise(done => {
        const observer = new MutationObserver(() => {
          if (document.querySelectorAll(rows).length <= before) return;
          observer.disconnect();
          afterPaint(time => done(time - clicked));
        });
        observer.observe(document.body, { childList: true, subtree: true });
      });
      const r = el.getBoundingClientRect();
      return new Promise(done => afterPaint(() => done({ X: r.x + r.width / 2, Y: r.y + r.height / 2 })));
    },
    // How long the row took, from the click to the paint.
    rowAdded: () => added,
  };
})();
