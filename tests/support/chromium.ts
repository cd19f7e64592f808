/** What Playwright turns off. The last argument of its kind counts, so it is said again beside our own. */
const BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch',
]; // prettier-ignore
/**
 * Pages that newer Chromium keeps ready behind its address bar, two a window. In a headless browser without a GPU they never rest: they took
 * a whole core from its start to its end.
 */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

/** For whoever starts Chromium: without what would only take the machine's time. */
export const QUIET = `--disable-features=${[...BY_PLAYWRIGHT, ...ADDRESS_BAR].join(',')}`;
