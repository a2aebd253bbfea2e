// The pages, in the order of the rail. A new page is a module below pages/, a line here and a line in files.txt.
//
//   id      its name in the address: #/id
//   title   in the rail
//   group   the heading in the rail under which it stands
//   key     the letter behind "g", unique
//   hasSpan whether it shows a span of time, so that there is something to choose
//   load    imports the module when it is first shown
//
// The module exports show(host, context): fills the element host, now or when its figures have come. The context:
//
//   params            URLSearchParams of the address
//   change(changes)   puts parameters into the address and shows the page again; null takes one away
//   range             the span of time chosen, see range.js
//   signal            aborted when the page is left; give it to api.get and addEventListener
//   every(seconds, f) calls the async f now and again while the page is shown, seen and not paused; a failure is told in
//                     the banner and tried again
//   announce(text)    says something to those who listen instead of looking
//   leave(f)          calls f when the page is left
//
// Pages of systems come from charts.json and need no line here.

export const pages = [
  {id: 'overview', title: 'Overview', group: '', key: 'o', hasSpan: true, load: () => import('./pages/overview.js')},
  {id: 'explore', title: 'Explore', group: '', key: 'e', hasSpan: true, load: () => import('./pages/explore.js')},
  {id: 'alerts', title: 'Alerts', group: 'Alerts', key: 'a', hasSpan: true, load: () => import('./pages/alerts.js')},
  {id: 'why', title: 'Why', group: 'Alerts', key: 'v', load: () => import('./pages/why.js')},
  {id: 'slos', title: 'SLOs', group: 'Alerts', key: 'd', load: () => import('./pages/slos.js')},
  {id: 'notifications', title: 'Notifications', group: 'Alerts', key: 'm', load: () => import('./pages/notifications.js')},
  {id: 'targets', title: 'Targets', group: 'Ourselves', key: 't', load: () => import('./pages/targets.js')},
  {id: 'self', title: 'Self', group: 'Ourselves', key: 'i', load: () => import('./pages/self.js')},
  {id: 'configuration', title: 'Configuration', group: 'Ourselves', key: 'f', load: () => import('./pages/configuration.js')},
];

/** Pages of systems are shown by one module, which draws what charts.json says of them. */
export const systemPage = () => import('./pages/system.js');
