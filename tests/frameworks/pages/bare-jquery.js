import { jQuery } from 'jquery';

jQuery('#app').html('<div class="door">Clicked</div><p class="gate">Pressed</p><div>Words only</div>');
jQuery(document).on('click', '.door', () => {
  if (jQuery('.door').length === 1) jQuery('#app').append('<div class="door">Later</div>');
});
jQuery('#app').on('mousedown', '.gate', () => undefined);
