//! Chinese surnames.
//!
//! Enters: nothing. Leaves: the lists by which a name of a person is told, in running text (`personal`) and in a certificate
//! (`read::signature::holder`). Surnames are those of 百家姓 and of the census that people bear today; characters that nearly always
//! begin other words (水, 年, 公, 第 …) are left out.

/// Surnames of one character.
pub const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗花方俞任袁柳鲍史唐\
费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛狄米贝明臧计成戴宋茅庞熊纪舒屈项祝\
董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪解应宗丁宣贲邓郁单杭洪包诸\
左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲封储靳邴糜松段富巫乌焦巴牧隗谷车侯宓蓬郗班仰仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束\
龙叶幸司韶郜黎蓟薄宿白怀蒲邰鄂索赖卓蔺屠蒙池乔胥苍双闻莘翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿扈燕冀浦尚温庄晏柴瞿阎\
慕茹习艾鱼容古易慎戈廖庾居衡步耿满弘匡文寇禄东欧沃蔚越师巩厍聂晁勾敖融冷訾辛阚那简饶曾沙丰巢关蒯查荆游竺权逯盖桓付肖\
闫覃苟仝隋冼漆亓揭眭奚岳仉佘佟战初迟丛信光冮代谌邸尧牟栗楼楚练淳青鞠麦鹿连涂党鄢";

/// The hundred or so surnames that nine in ten people bear.
pub(crate) const COMMON_SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋\
蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚\
欧闫肖付代邢褚樊裴滕耿柴翟";

/// Those of them that begin few other words.
pub(crate) const CLEAR_SURNAMES: &str = "王李张刘陈杨赵周吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧程曹袁邓傅沈曾彭吕卢蒋蔡贾丁魏薛阎潘杜戴汪\
姜姚谭廖邹熊郝崔邱秦顾侯邵孟钱尹黎乔贺赖龚闫肖邢褚樊裴滕耿翟";

/// Surnames of two characters.
pub const COMPOUND_SURNAMES: [&str; 40] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空",
    "东方", "独孤", "南宫", "端木", "轩辕", "百里", "呼延", "东郭", "西门", "淳于", "单于", "太史", "申屠", "公羊",
    "赫连", "澹台", "宗政", "濮阳", "钟离", "闻人", "鲜于", "闾丘", "司寇", "亓官", "仲孙", "万俟",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_of_surnames_is_part_of_the_one_before() {
        for surname in COMMON_SURNAMES.chars() {
            assert!(SURNAMES.contains(surname), "{surname}");
        }
        for surname in CLEAR_SURNAMES.chars() {
            assert!(COMMON_SURNAMES.contains(surname), "{surname}");
        }
    }
}
